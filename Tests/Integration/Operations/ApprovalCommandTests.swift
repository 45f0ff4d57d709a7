import DRCore
import DRStorage
import DRTestSupport
import Testing

/// Approvals and guardrails around commands, as several people meet them.
@Suite struct ApprovalCommandTests {
    private static let layer = """
        guardrails:
          approvals: {operations: [restore, forget, prune, unlock], expires_after: 1h}

        """

    /// The tool in the hands of a person who came through sudo.
    private static func tool(_ lab: ConfiguredLab, _ person: String) -> Tool {
        var tool = lab.dr
        tool.environment["SUDO_USER"] = person
        return tool
    }

    @Test(.tags(.large)) func guardsARestore() throws {
        try ConfiguredLab.with(layer: Self.layer) { lab in
            _ = try lab.makeSnapshots([Timestamp.now])
            let (ada, bob) = (Self.tool(lab, "ada"), Self.tool(lab, "bob"))
            let restore = ["restore", "--plan", "files", "latest", "-t", lab.scratch.path("back")]
            let refused = try ada.run(restore)
            #expect(refused.status == 18)
            #expect(refused.errors.contains("next: dr approvals request restore files -e lab"))
            #expect(try ada.run(restore + ["--dry-run"]).status == 0)

            let asked = try ada.run(["approvals", "request", "restore", "files", "--reason", "lost a file", "--json"])
            #expect(asked.status == 0, "\(asked.errors)")
            #expect(asked.text.contains("\"requester\":\"ada\""))
            #expect(try ada.run(restore).errors.contains("waits for a decision"))
            #expect(try ada.run(["approvals", "grant", "1"]).status == 18)
            let granted = try bob.run(["approvals", "grant", "1", "--reason", "fine"])
            #expect(granted.text.hasPrefix("approval 1 granted by bob: restore of files for ada, until "))
            #expect(try ada.run(["approvals", "list"]).text.contains("1 approval"))

            #expect(try ada.run(restore).status == 0)
            #expect(try ada.run(restore).errors.contains("was used already"))
            #expect(try bob.run(["approvals", "list"]).text == "0 approvals\n")
            let all = try bob.run(["approvals", "list", "--all", "--json"])
            #expect(all.text.contains("\"state\":\"used\""))
            // A place that is named directly has no guardrails.
            let direct = ["--repo", lab.repositoryPath, "--password-file", lab.scratch.path("key")]
            let bare = try Tool.dr().run(["restore", "latest", "-t", lab.scratch.path("other")] + direct)
            #expect(bare.status == 0, "\(bare.errors)")
        }
    }

    @Test(.tags(.large), arguments: [["forget", "latest"], ["prune"], ["unlock"]])
    func guardsOtherCommands(_ command: [String]) throws {
        try ConfiguredLab.with(layer: Self.layer) { lab in
            _ = try lab.makeSnapshots([Timestamp.now, Timestamp(seconds: Timestamp.now.seconds - 60)])
            let (ada, bob) = (Self.tool(lab, "ada"), Self.tool(lab, "bob"))
            #expect(try ada.run(command).status == 18)
            #expect(try lab.scratch.names(in: "repository/snapshots").count == 2)
            let asked = try ada.run(["approvals", "request", command[0], "primary", "--reason", "x"])
            #expect(asked.status == 0, "\(asked.errors)")
            #expect(try bob.run(["approvals", "deny", "1", "--reason", "no"]).status == 0)
            #expect(try ada.run(command).errors.contains("denied by bob: no"))
            #expect(try ada.run(["approvals", "request", command[0], "primary", "--reason", "x"]).status == 0)
            #expect(try bob.run(["approvals", "grant", "2"]).status == 0)
            let done = try ada.run(command)
            #expect(done.status == 0, "\(done.errors)")
        }
    }

    @Test(.tags(.large)) func letsOneOfManyProcessesThrough() throws {
        let layer = "guardrails: {approvals: {operations: [restore], second_person: false}}\n"
        try ConfiguredLab.with(layer: layer) { lab in
            _ = try lab.makeSnapshots([Timestamp.now])
            try lab.run(["approvals", "request", "restore", "primary", "--reason", "x"])
            try lab.run(["approvals", "grant", "1"])
            let runs = try (0..<6).map { number in
                try lab.dr.start(
                    ["restore", "latest", "-t", lab.scratch.path("back\(number)")],
                    in: lab.scratch
                )
            }
            let statuses = try runs.map { try $0.wait(seconds: 60).status }
            #expect(statuses.filter { $0 == 0 }.count == 1)
            #expect(statuses.filter { $0 == 18 }.count == 5)
        }
    }

    @Test(.tags(.large)) func keepsWorkInItsWindow() throws {
        // A window on one day of the week that is neither today nor, over midnight, yesterday.
        let weekday = Int((Timestamp.now.seconds / 86_400 + 3) % 7)
        let day = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"][(weekday + 3) % 7]
        let layer = "guardrails: {maintenance_windows: [{days: [\(day)], from: \"04:00\", to: \"06:00\"}]}\n"
        try ConfiguredLab.with(layer: layer) { lab in
            _ = try lab.makeSnapshots([Timestamp.now])
            for command in [["prune"], ["retention", "apply"]] {
                let refused = try lab.run(command, expecting: 18)
                #expect(refused.errors.contains("guardrail maintenance_windows"))
                #expect(refused.errors.contains("it will be allowed at "))
            }
            try lab.run(["prune", "--dry-run"])
            try lab.run(["retention", "plan"])
            try lab.run(["forget", "latest"])
        }
    }

    @Test(.tags(.large)) func holdsBackWhatComesTooSoon() throws {
        try ConfiguredLab.with(layer: "guardrails: {minimum_gap: 10m, operations_per_hour: 3}\n") { lab in
            _ = try lab.makeSnapshots([Timestamp.now])
            try lab.run(["restore", "latest", "-t", lab.scratch.path("one")])
            let soon = try lab.run(["restore", "latest", "-t", lab.scratch.path("two")], expecting: 18)
            #expect(soon.errors.contains("guardrail minimum_gap"))
            // Of another plan, and another kind; then the hour is full.
            try lab.run(["restore", "--plan", "files", "latest", "-t", lab.scratch.path("three")])
            try lab.run(["unlock"])
            let full = try lab.run(["prune"], expecting: 18)
            #expect(full.errors.contains("guardrail operations_per_hour: 3 operations"))
            try lab.run(["snapshots"])
        }
    }
}
