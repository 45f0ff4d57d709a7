import CLinux
import DRCore
import DRPolicy
import DRRepository
import DRWorkloads

/// Streams the log of a cluster through a replication slot into the repository.
///
/// The unfinished segment is stored every few seconds. The server is told that something is safe when the repository holds
/// it, and keeps it until then.
package final class WALReceiver {
    /// What the receiver is to do.
    package struct Setting: Sendable {
        /// The physical slot, which is made when it is not there.
        package var slot: String
        /// Seconds between two times at which the unfinished segment is stored.
        package var tailInterval: Double

        /// Takes the parts.
        package init(slot: String, tailInterval: Double) {
            self.slot = slot
            self.tailInterval = tailInterval
        }
    }

    private let site: WALSite
    private let setting: Setting
    private let connect: (_ isReplication: Bool) throws -> PostgresConnection
    private let note: @Sendable (String) -> Void
    private var cluster: UInt64?

    /// The longest wait between two tries to connect, in seconds.
    private static let longestWait = 30.0

    /// Seconds that a receiver which is told to stop has to store what it has received.
    private static let endPatience = 10.0

    /// Prepares; nothing is connected yet.
    ///
    /// - Parameter connect: makes a connection, for replication or an ordinary one.
    package init(
        _ site: WALSite,
        _ setting: Setting,
        note: @escaping @Sendable (String) -> Void,
        connect: @escaping (_ isReplication: Bool) throws -> PostgresConnection
    ) {
        self.site = site
        self.setting = setting
        self.note = note
        self.connect = connect
    }

    /// Receives until it is told to stop; a connection that breaks is made again.
    ///
    /// - Throws: `DRError` when the server is another cluster now, or the log of the plan is that of another; the
    ///   cancellation's error at the end.
    package func run() throws {
        var wait = 0.5
        while true {
            do {
                let began = Uptime.now
                defer { if Uptime.now - began > Self.longestWait { wait = 0.5 } }
                try receive()
                wait = 0.5
            } catch let error as DRError {
                try site.cancellation.check()
                switch error.code {
                case .integrity, .refusedByGuardrail, .usage, .configurationInvalid, .wrongPassword: throw error
                default: break
                }
                note("\(error.description); connecting again in \(Int(wait.rounded(.up))) s")
                try Uptime.sleep(wait, site.cancellation)
                wait = min(wait * 2, Self.longestWait)
            }
        }
    }

    private func receive() throws {
        let stream = try connect(true)
        let identity = try stream.command("IDENTIFY_SYSTEM")
        guard let found = UInt64(try identity.value(0, 0)), let newest = UInt32(try identity.value(0, 1)) else {
            throw DRError(.failed, "the server does not say who it is")
        }
        guard cluster == nil || cluster == found else {
            throw DRError(.integrity, "the server is another cluster now: \(found)", object: site.plan)
        }
        cluster = found
        let size = try segmentSize(stream)
        let place = try start(stream, found, newest, size)
        // What was received is stored also when the receiver is told to stop, so this end has a sign of its own.
        let end = Cancellation()
        var kept = site
        kept.cancellation = end
        let upload = ReceiverUpload(kept, cluster: found, start: place.position, note: note)
        try upload.start()
        defer {
            finish(upload)
            end.cancel(.terminated)
            upload.close()
        }
        note("receiving the log of the cluster \(found) from \(place.position) on the timeline \(place.timeline)")
        var timeline = place.timeline
        var position = place.position
        while true {
            if timeline > 1 { try storeHistory(timeline, stream, upload, at: position) }
            let flow = WALStream(stream, upload, setting, segmentSize: size, cancellation: site.cancellation)
            let next = try flow.run(from: position, timeline: timeline)
            note("the timeline \(timeline) ended at \(next.position); going on with \(next.timeline)")
            timeline = next.timeline
            position = WALSegment(timeline: timeline, holding: next.position, size: size).start
        }
    }

    /// Waits until all that was received is stored; after a wish to stop no longer than a while.
    private func finish(_ upload: ReceiverUpload) {
        var limit: Double?
        let isDone = upload.drain {
            if limit == nil, site.cancellation.isCancelled { limit = Uptime.now + Self.endPatience }
            return limit.map { Uptime.now < $0 } ?? true
        }
        if !isDone { note("the end of what was received could not be stored; the server keeps it, and sends it again") }
    }

    private func segmentSize(_ stream: PostgresConnection) throws -> UInt64 {
        let text = try stream.command("SHOW wal_segment_size").value(0, 0)
        guard let size = ByteCount.parse(text) else {
            throw DRError(.failed, "the server names an unknown size of segments", object: text)
        }
        return size
    }

    /// Where to begin: behind the newest segment on the way to the server's timeline that is archived, else where the slot
    /// keeps the log; on the timeline of that place, whose end then leads to the next one.
    private func start(
        _ stream: PostgresConnection,
        _ cluster: UInt64,
        _ newest: UInt32,
        _ size: UInt64
    ) throws -> (timeline: UInt32, position: LogSequenceNumber) {
        let slot = try slotPosition(stream)
        let history = try history(newest, stream)
        let known = try WALArchiver(site).working(cluster) { log, _ in
            log.files.values.filter { !$0.isTail }.compactMap { WALSegment(name: $0.name, size: size) }
                .filter { history.contains($0.end, on: $0.timeline) }.map(\.end).max()
        }
        let kept = WALSegment(timeline: newest, holding: slot, size: size).start
        // What the slot does not keep the server may have removed.
        let position = max(known ?? kept, kept)
        return (history.ancestors.first { position < $0.end }?.timeline ?? newest, position)
    }

    /// What the server knows of a timeline's ancestors.
    private func history(_ timeline: UInt32, _ stream: PostgresConnection) throws -> TimelineHistory {
        guard timeline > 1 else { return TimelineHistory(first: timeline) }
        let text = try stream.command("TIMELINE_HISTORY \(timeline)").value(0, 1)
        return try TimelineHistory(timeline: timeline, Array(text.utf8))
    }

    /// From where on the slot keeps the log; the slot is made when it is not there.
    private func slotPosition(_ stream: PostgresConnection) throws -> LogSequenceNumber {
        let ordinary = try connect(false)
        let query = "SELECT restart_lsn, slot_type, active FROM pg_replication_slots WHERE slot_name = $1"
        var rows = try ordinary.query(query, [setting.slot])
        if rows.count == 0 {
            _ = try stream.command("CREATE_REPLICATION_SLOT \"\(setting.slot)\" PHYSICAL RESERVE_WAL")
            note("made the replication slot \(setting.slot)")
            rows = try ordinary.query(query, [setting.slot])
        }
        guard rows.text(0, 1) == "physical" else {
            throw DRError(.usage, "the replication slot is not a physical one", object: setting.slot)
        }
        if rows.text(0, 0) == nil { rows = try ordinary.query("SELECT pg_current_wal_flush_lsn()") }
        guard let position = rows.text(0, 0).flatMap({ LogSequenceNumber($0) }) else {
            throw DRError(.failed, "the replication slot has no position", object: setting.slot)
        }
        return position
    }

    private func storeHistory(
        _ timeline: UInt32,
        _ stream: PostgresConnection,
        _ upload: ReceiverUpload,
        at position: LogSequenceNumber
    ) throws {
        let rows = try stream.command("TIMELINE_HISTORY \(timeline)")
        let name = WALFileName.history(timeline: timeline)
        upload.add(WALSource(name, ByteBuffer(try rows.value(0, 1).utf8), modified: .now), end: position)
    }
}
