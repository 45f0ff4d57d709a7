import CLinux
import DRCore
import DRPolicy
import DRWorkloads

/// The stream of one timeline: messages become segments, and the server hears how far the repository is.
struct WALStream {
    private let connection: PostgresConnection
    private let upload: ReceiverUpload
    private let setting: WALReceiver.Setting
    private let segmentSize: UInt64
    private let cancellation: Cancellation

    private static let statusInterval = 5.0
    private static let pollMilliseconds: Int32 = 200
    /// The header of a message with a piece of the log: its kind, its place, the end of the log, the time.
    private static let dataHeader = 25
    private static let keepaliveSize = 18
    /// Seconds from 1970 to 2000, the epoch of PostgreSQL.
    private static let epoch: Int64 = 946_684_800

    init(
        _ connection: PostgresConnection,
        _ upload: ReceiverUpload,
        _ setting: WALReceiver.Setting,
        segmentSize: UInt64,
        cancellation: Cancellation
    ) {
        self.connection = connection
        self.upload = upload
        self.setting = setting
        self.segmentSize = segmentSize
        self.cancellation = cancellation
    }

    /// Receives to the end of the timeline; returns the next one and where it begins.
    ///
    /// When the stream breaks off, the unfinished segment is handed over as it is then.
    func run(from start: LogSequenceNumber, timeline: UInt32) throws -> (timeline: UInt32, position: LogSequenceNumber)
    {
        if let rows = try connection.startReplication(from: start, timeline: timeline, slot: setting.slot) {
            return try Self.next(rows)
        }
        var current = ReceivedSegment(WALSegment(timeline: timeline, holding: start, size: segmentSize))
        do { return try follow(&current) } catch {
            storeTail(current)
            throw error
        }
    }

    private func follow(_ current: inout ReceivedSegment) throws -> (timeline: UInt32, position: LogSequenceNumber) {
        let message = ByteBuffer(capacity: 256 << 10)
        var sentStatus = 0.0
        var storedTail = Uptime.now
        var tailEnd = current.position
        while true {
            try cancellation.check()
            var isStatusWanted = Uptime.now - sentStatus >= Self.statusInterval
            if upload.hasRoom {
                switch try connection.nextMessage(into: message, milliseconds: Self.pollMilliseconds) {
                case .nothing: break
                case .message:
                    isStatusWanted = try take(message, &current) || isStatusWanted
                case .end:
                    storeTail(current)
                    return try Self.next(connection.endOfTimeline())
                }
            } else {
                usleep(50_000)
            }
            if Uptime.now - storedTail >= setting.tailInterval, current.position > tailEnd, upload.hasRoom {
                storeTail(current)
                tailEnd = current.position
                storedTail = Uptime.now
            }
            if isStatusWanted {
                try sendStatus(received: current.position)
                sentStatus = Uptime.now
            }
        }
    }

    private static func next(_ rows: PostgresRows) throws -> (timeline: UInt32, position: LogSequenceNumber) {
        guard let timeline = UInt32(try rows.value(0, 0)), let position = LogSequenceNumber(try rows.value(0, 1)) else {
            throw DRError(.failed, "the server did not name the next timeline")
        }
        return (timeline, position)
    }

    /// Takes a message; true when the server wants an answer.
    private func take(_ message: ByteBuffer, _ current: inout ReceivedSegment) throws -> Bool {
        let bytes = message.bytes
        func number(_ offset: Int) -> UInt64 {
            UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        }
        switch bytes[0] {
        case UInt8(ascii: "k") where bytes.count >= Self.keepaliveSize: return bytes[17] != 0
        case UInt8(ascii: "w") where bytes.count > Self.dataHeader:
            let place = LogSequenceNumber(offset: number(1))
            guard place == current.position else {
                throw DRError(.failed, "the server sent \(place) where \(current.position) follows")
            }
            var piece = UnsafeRawBufferPointer(rebasing: bytes[Self.dataHeader...])
            while !piece.isEmpty {
                piece = UnsafeRawBufferPointer(rebasing: piece[current.append(piece)...])
                if current.isWhole {
                    let end = current.segment.end
                    upload.add(
                        WALSource(.segment(current.segment.name), current.bytes, modified: .now),
                        end: end
                    )
                    current = ReceivedSegment(current.segment.next)
                }
            }
            return false
        default: throw DRError(.failed, "the server sent an unknown message")
        }
    }

    private func storeTail(_ current: ReceivedSegment) {
        guard current.count > 0 else { return }
        upload.addTail(
            WALSource(.partial(current.segment.name + ".partial"), current.copy(), modified: .now),
            end: current.position
        )
    }

    /// Tells how far what was received and what is in the repository reach.
    private func sendStatus(received: LogSequenceNumber) throws {
        let now = Timestamp.now
        let micros = (now.seconds - Self.epoch) * 1_000_000 + Int64(now.nanoseconds / 1000)
        let reply = ByteBuffer(capacity: 34)
        reply.append(UInt8(ascii: "r"))
        for value in [received.offset, upload.durable.offset, 0, UInt64(bitPattern: micros)] {
            withUnsafeBytes(of: value.bigEndian) { reply.append($0) }
        }
        reply.append(0)
        try connection.sendMessage(reply)
    }
}
