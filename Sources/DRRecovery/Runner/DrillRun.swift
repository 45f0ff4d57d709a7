import DRCore
import DRPolicy
import Synchronization

/// A drill that runs: it performs a scenario step by step, notes everything before it happens, and undoes it.
///
/// One thread drives it; steps of a group and what watches the drill run on others.
package final class DrillRun: Sendable {
    /// What gathers while the drill runs.
    struct State: Sendable {
        var results: [StepResult] = []
        var states: [String: StepState] = [:]
        var outputs: [String: String] = [:]
        var toReverse: [String] = []
        var reverseFailures: [String] = []
        var told: [String] = []
        /// Whether anybody was told that it begins, who then hears of its end.
        var hasBegun = false
        var facts = DrillFacts()
        var tallies: [String: SentinelTally] = [:]
        var reason: String?
        var ended: Timestamp?
    }

    /// The name of the drill.
    package let id: String
    let request: DrillRequest
    let world: DrillWorld
    let store: DrillStore
    let journal: DrillJournal
    let stop = DrillStop()
    let state: Mutex<State>
    /// What the journal says of an earlier process.
    let replay: JournalReplay?

    var scenario: Scenario { request.scenario }
    var clock: any DrillClock { world.clock }
    var directory: String { store.directory(id) }

    /// The file of the journal.
    package var journalPath: String { journal.path }

    private init(
        id: String,
        _ request: DrillRequest,
        _ world: DrillWorld,
        _ store: DrillStore,
        _ journal: DrillJournal,
        _ replay: JournalReplay?
    ) {
        self.id = id
        self.request = request
        self.world = world
        self.store = store
        self.journal = journal
        self.replay = replay
        var state = State()
        state.facts.mode = request.mode
        state.facts.objectives = request.scenario.objectives
        state.facts.designedLoss = request.designedLoss?.time
        state.facts.wasResumed = replay != nil
        state.states = replay?.states ?? [:]
        state.outputs = replay?.outputs ?? [:]
        state.toReverse = replay?.toReverse ?? []
        self.state = Mutex(state)
    }

    /// Begins a drill: makes its directory, keeps the scenario in it and opens the journal.
    ///
    /// Nothing else is touched.
    ///
    /// - Throws: `DRError` when the directory or the journal cannot be written.
    package static func begin(
        _ request: DrillRequest,
        _ world: DrillWorld,
        _ store: DrillStore,
        onAppend: (@Sendable (JournalRecord.Kind, String) throws -> Void)? = nil
    ) throws -> DrillRun {
        var time = world.clock.now
        var id = DrillStore.id(scenario: request.scenario.name, at: time)
        // Two that began in the same moment: the later one takes the next name.
        while FileBytes.isDirectory(store.directory(id)) {
            time = Timestamp(seconds: time.seconds, nanoseconds: time.nanoseconds + 15_259)
            id = DrillStore.id(scenario: request.scenario.name, at: time)
        }
        try store.create(id)
        try FileBytes.replace(store.directory(id) + "/scenario.yml", with: request.file.bytes, mode: 0o600)
        let journal = try DrillJournal.create(store.journal(id), world.clock, onAppend: onAppend)
        try journal.append(
            .opened,
            "",
            [
                "scenario": request.scenario.name, "sha256": FileDigest.of(request.file.bytes),
                "environment": request.environment.environment, "service": request.scenario.service,
                "mode": request.mode.rawValue, "user": request.user, "host": request.host, "version": request.version,
                "boot": DrillJournal.bootID(), "origin": String(journal.beginning),
            ]
        )
        return DrillRun(id: id, request, world, store, journal, nil)
    }

    /// Takes up a drill whose process died.
    ///
    /// - Throws: `DRError` with code `locked` when the process lives, `integrity` when the journal or the scenario was
    ///   changed, `usage` when nothing is left to do.
    package static func reopen(
        _ id: String,
        _ world: DrillWorld,
        _ store: DrillStore,
        request: (JournalReplay, ConfigurationText) throws -> DrillRequest
    ) throws -> DrillRun {
        let journal = try DrillJournal.reopen(store.journal(id), world.clock)
        let replay = JournalReplay(journal.records)
        guard !replay.isClosed else {
            throw DRError(.usage, "the drill has ended, and nothing is left to undo", object: id)
        }
        let path = store.directory(id) + "/scenario.yml"
        guard let bytes = try FileBytes.read(path, limit: 1 << 20), try FileDigest.of(bytes) == replay.header["sha256"]
        else {
            throw DRError(.integrity, "the scenario of the drill is not the one that it began with", object: path)
        }
        let run = DrillRun(
            id: id,
            try request(replay, ConfigurationText(name: path, bytes: bytes)),
            world,
            store,
            journal,
            replay
        )
        try journal.append(.resumed, "", ["user": run.request.user, "boot": DrillJournal.bootID()])
        return run
    }

    /// Nanoseconds since the drill began.
    var elapsed: Int64 { journal.elapsed }

    /// Notes a moment that times are measured from; `at` is now without.
    func moment(_ name: String, _ path: any WritableKeyPath<DrillTimeline, Int64?> & Sendable, at: Int64? = nil) throws
    {
        let moment = at ?? elapsed
        state.withLock { $0.facts.timeline[keyPath: path] = moment }
        try journal.append(.moment, name, ["at": String(moment)])
        world.note("\(SecondsText.format(moment))  \(name)")
    }

    /// The value of a place in a template.
    func fill(_ reference: TemplateReference, _ key: SentinelKey? = nil) throws -> String {
        switch reference {
        case .service(let name, let keys): return try request.environment.text(ofService: name, keys)
        case .drill(.id): return id
        case .drill(.directory): return directory
        case .drill(.environment): return request.environment.environment
        case .drill(.scenario): return scenario.name
        case .sentinel(.writer): if let key { return String(key.writer) }
        case .sentinel(.sequence): if let key { return String(key.sequence) }
        case .output(let step): if let output = state.withLock({ $0.outputs[step] }) { return output }
        }
        throw DRError(.failed, "there is no value for this yet", object: reference.description)
    }

    /// Tells those who are to be told at a moment; what cannot be told does not stop a drill.
    func communicate(_ moment: CommunicationSettings.Moment) {
        if moment == .begin { state.withLock { $0.hasBegun = true } }
        for message in scenario.communications where message.at == moment {
            var line = "\(moment.rawValue): "
            do {
                let text = try message.message.filled { try fill($0) }
                line += text
                if let channel = message.channel {
                    try world.tell(channel, text)
                    line += " (told to \(channel))"
                }
            } catch {
                line += "could not be told: \(error)"
            }
            world.note(line)
            state.withLock { [line] in $0.told.append(line) }
        }
    }
}
