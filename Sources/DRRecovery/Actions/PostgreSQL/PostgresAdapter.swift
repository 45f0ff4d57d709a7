import DRCore
import DRPolicy
import DRWorkloads

/// Looks at PostgreSQL clusters and changes who is the primary.
struct PostgresAdapter: ActionAdapter {
    /// What it does.
    enum Verb: String, CaseIterable {
        case primary
        case streaming
        case sound
        case promote
        case fence
        case fenced
        case resume
        case restart
        case rejoin
    }

    private let verb: Verb
    private let secret: @Sendable (SecretReference) throws -> Secret<String>

    init(_ verb: Verb, secret: @escaping @Sendable (SecretReference) throws -> Secret<String>) {
        self.verb = verb
        self.secret = secret
    }

    var realism: Realism { .real }

    func check(_ call: ActionCall, _ context: ActionContext) throws {
        let place = try ClusterPlace(call, secret: secret)
        switch verb {
        case .primary, .streaming, .sound, .promote: _ = try place.connect(context)
        case .fence, .fenced, .resume, .restart: _ = try place.server().path(of: "pg_ctl")
        case .rejoin:
            for program in ["pg_rewind", "pg_basebackup"] { _ = try place.server().path(of: program) }
            _ = try ClusterPlace(call, "of", secret: secret).connect(context)
        }
    }

    func perform(_ call: ActionCall, _ context: ActionContext) throws -> ActionOutcome {
        let place = try ClusterPlace(call, secret: secret)
        switch verb {
        case .primary:
            let isPrimary = try place.connect(context, patience: 1_000_000_000).takesWrites()
            return ActionOutcome(holds: isPrimary, isPrimary ? "takes writes" : "is a standby")
        case .streaming: return try streaming(place, call, context)
        case .sound:
            let (isSound, text) = try ClusterCheck(place: place).run(context)
            return ActionOutcome(holds: isSound != (call.boolean("damaged") ?? false), text)
        case .promote: return try promote(place, context)
        case .fence:
            let gracefully = call.boolean("graceful") ?? false
            return ActionOutcome(try ClusterFence(place: place).raise(gracefully: gracefully, context))
        case .resume:
            let other = try ClusterPlace(call, "unless", secret: secret)
            return try ClusterFence(place: place).lift(unless: other, context)
        case .restart:
            let server = try place.server()
            try server.stop(gracefully: true, context)
            try server.start(context)
            return ActionOutcome("was started anew")
        case .fenced: return ActionOutcome(try ClusterFence(place: place).prove(context))
        case .rejoin:
            let primary = try ClusterPlace(call, "of", secret: secret)
            return ActionOutcome(try ClusterRejoin(place: place, primary: primary).run(context))
        }
    }

    private func streaming(_ place: ClusterPlace, _ call: ActionCall, _ context: ActionContext) throws -> ActionOutcome
    {
        let rows = try place.connect(context, patience: 2_000_000_000).query(
            """
            SELECT status, CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
            ELSE coalesce(extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()), 0) END * 1000000000
            FROM pg_stat_wal_receiver
            """
        )
        guard let status = rows.text(0, 0) else { return ActionOutcome(holds: false, "receives no WAL") }
        let lag = rows.text(0, 1).flatMap(Double.init).map { Int64($0) } ?? 0
        let limit = call.nanoseconds("max_lag") ?? .max
        return ActionOutcome(
            holds: status == "streaming" && lag <= limit,
            "\(status), \(SecondsText.format(lag)) behind",
            output: String(lag / 1_000_000)
        )
    }

    private func promote(_ place: ClusterPlace, _ context: ActionContext) throws -> ActionOutcome {
        let connection = try place.connect(context, patience: context.remaining)
        if try connection.takesWrites() { return ActionOutcome("is the primary already") }
        guard try connection.query("SELECT pg_is_wal_replay_paused()").value(0, 0) == "f" else {
            throw DRError(
                .failed,
                "replay is paused, so the standby may lack what it has received",
                object: place.name,
                hint: "SELECT pg_wal_replay_resume()"
            )
        }
        let seconds = max(context.remaining / 1_000_000_000, 1)
        guard try connection.query("SELECT pg_promote(true, $1)", [String(seconds)]).value(0, 0) == "t" else {
            throw DRError(.failed, "the standby was not promoted in time", object: place.name)
        }
        guard try context.wait({ try connection.takesWrites() }) else {
            throw DRError(.failed, "the promoted standby takes no writes", object: place.name)
        }
        // Not from the control file, which names the old timeline until the next checkpoint.
        let file = try connection.query("SELECT pg_walfile_name(pg_current_wal_lsn())").value(0, 0)
        return ActionOutcome("is the primary on timeline \(Int(file.prefix(8), radix: 16) ?? 0)")
    }
}
