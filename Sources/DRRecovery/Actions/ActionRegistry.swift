import DRCore
import DRPolicy

/// Finds what does an action.
package struct ActionRegistry: Sendable {
    private var adapters: [String: any ActionAdapter]

    /// Takes adapters by the names of their actions.
    package init(_ adapters: [String: any ActionAdapter]) {
        self.adapters = adapters
    }

    /// The actions that are built.
    ///
    /// - Parameters:
    ///   - backups: does what needs a repository; without it such steps are refused.
    ///   - person: answers questions; without one such steps are refused.
    ///   - own: the program that restores clusters; without it and `backups` such steps are refused.
    ///   - secret: fetches the password of a cluster.
    package static func standard(
        backups: (any BackupOperations)?,
        person: (any Person)?,
        own: ProgramItself? = nil,
        secret: @escaping @Sendable (SecretReference) throws -> Secret<String>
    ) -> ActionRegistry {
        var adapters: [String: any ActionAdapter] = ["wait": WaitAdapter()]
        for verb in ProcessAdapter.Verb.allCases { adapters["process." + verb.rawValue] = ProcessAdapter(verb) }
        for verb in CommandAdapter.Verb.allCases { adapters["command." + verb.rawValue] = CommandAdapter(verb) }
        for verb in HTTPAdapter.Verb.allCases { adapters["http." + verb.rawValue] = HTTPAdapter(verb) }
        for verb in TCPAdapter.Verb.allCases { adapters["tcp." + verb.rawValue] = TCPAdapter(verb) }
        for verb in FileAdapter.Verb.allCases { adapters["file." + verb.rawValue] = FileAdapter(verb) }
        adapters["file.scan"] = FileScanAdapter()
        for verb in TrafficAdapter.Verb.allCases { adapters["traffic." + verb.rawValue] = TrafficAdapter(verb) }
        for verb in NetworkAdapter.Verb.allCases { adapters["network." + verb.rawValue] = NetworkAdapter(verb) }
        for verb in ReleaseAdapter.Verb.allCases { adapters["release." + verb.rawValue] = ReleaseAdapter(verb) }
        for verb in CorruptionAdapter.Verb.allCases { adapters["corrupt." + verb.rawValue] = CorruptionAdapter(verb) }
        for verb in EvidenceAdapter.Verb.allCases { adapters["evidence." + verb.rawValue] = EvidenceAdapter(verb) }
        for verb in PostgresAdapter.Verb.allCases {
            adapters["postgres." + verb.rawValue] = PostgresAdapter(verb, secret: secret)
        }
        if let own, let backups {
            for verb in ClusterRestoreAdapter.Verb.allCases {
                adapters["postgres." + verb.rawValue] = ClusterRestoreAdapter(verb, own, backups, secret: secret)
            }
        }
        for verb in SQLAdapter.Verb.allCases { adapters["sql." + verb.rawValue] = SQLAdapter(verb, secret: secret) }
        if let backups {
            for verb in BackupAdapter.Verb.allCases {
                adapters["backup." + verb.rawValue] = BackupAdapter(verb, backups)
            }
            for verb in RepositoryAdapter.Verb.allCases {
                adapters["repository." + verb.rawValue] = RepositoryAdapter(verb, backups)
            }
            for verb in CredentialsAdapter.Verb.allCases {
                adapters["credentials." + verb.rawValue] = CredentialsAdapter(verb, backups)
            }
        }
        if let person {
            adapters["manual"] = PersonAdapter(person, isQuestion: false)
            adapters["approve"] = PersonAdapter(person, isQuestion: true)
        }
        return ActionRegistry(adapters)
    }

    /// What does an action.
    ///
    /// - Throws: `DRError` with code `refusedByGuardrail` when this version cannot do it; it is never pretended.
    package func adapter(_ name: String) throws -> any ActionAdapter {
        if let adapter = adapters[name] { return adapter }
        throw DRError(
            .refusedByGuardrail,
            "this version of dr cannot perform this action here",
            object: name,
            hint: ["manual", "approve"].contains(name)
                ? "run it on a terminal, or with --assume-yes" : "replace the step by command.run or command.check"
        )
    }
}
