import DRCore
import DRTestSupport
import Testing

@testable import DRLogSocket

@Suite("Lines of the socket of the log")
struct SocketMessageTests {
    @Test(
        "fields come back as they were",
        .tags(.small),
        arguments: [
            "", "plain", "a=b", "tab\tand\nline", "\\n", "\\", "ünïcode \u{1F980}", String(repeating: "x", count: 9000),
        ]
    )
    func roundTrip(value: String) throws {
        var message = SocketMessage("word")
        message["name"] = value
        message["other"] = "1"
        let line = message.line
        #expect(line.bytes.last == UInt8(ascii: "\n"))
        #expect(line.bytes.count { $0 == UInt8(ascii: "\n") } == 1)
        let back = try SocketMessage(line.bytes)
        #expect(back.word == "word")
        #expect(back["name"] == (value.isEmpty ? nil : value))
        #expect(back["other"] == "1")
    }

    @Test(
        "what is no line of ours is refused",
        .tags(.small),
        arguments: [
            "", "\n", "word", "word\tname\n", "word\tname=\\x\n", "word\tname=\\\n", "\tname=1\n",
            "{\"verb\":\"push\"}",
        ]
    )
    func foreign(text: String) {
        let bytes = ByteBuffer(Array(text.utf8))
        #expect(throws: DRError.self) { try SocketMessage(bytes.bytes) }
    }

    @Test("bytes that are no text are refused, and random ones never crash", .tags(.small))
    func random() {
        var random = SeededGenerator.announced()
        for _ in 0..<2000 {
            let count = Int.random(in: 0..<60, using: &random)
            let letters: [UInt8] = [9, 10, 61, 92, 110, 116, 128, 255, 97]
            let bytes = ByteBuffer((0..<count).map { _ in letters.randomElement(using: &random) ?? 0 } + [10])
            _ = try? SocketMessage(bytes.bytes)
            _ = try? WALRequest(bytes.bytes)
            _ = try? WALAnswer(bytes.bytes)
        }
    }

    @Test("requests and answers come back as they were", .tags(.small))
    func requests() throws {
        var request = WALRequest(.get, file: "00000001000000000000000A", cluster: .max)
        request.server = "/var/lib/a b\tc"
        request.folder = "/var/lib/a b\tc/pg_wal"
        request.partial = .never
        request.patience = 300
        let line = request.line
        #expect(try WALRequest(line.bytes) == request)
        let wrong = ByteBuffer(Array("get\tfile=x\tcluster=minus\n".utf8))
        #expect(throws: DRError.self) { try WALRequest(wrong.bytes) }
        let failure = WALAnswer.failed(DRError(.integrity, "another file\nof this name", object: "x", hint: "look"))
        let text = failure.line
        guard case .failed(let error) = try WALAnswer(text.bytes) else {
            Issue.record("no failure")
            return
        }
        #expect(error.code == .integrity)
        #expect(error.message == "another file\nof this name")
        #expect(error.object == "x")
        #expect(error.hint == "look")
    }
}
