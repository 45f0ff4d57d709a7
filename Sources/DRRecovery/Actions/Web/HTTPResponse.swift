import DRCore

/// An answer over HTTP/1.1.
struct HTTPResponse: Sendable {
    /// Such as 200.
    let status: Int
    /// The content.
    let body: [UInt8]

    /// Gathers the bytes of an answer and knows when it is whole: by its length, its chunks, or the end.
    struct Reader {
        private static let limit = 64 << 20
        private let isHead: Bool
        private var bytes: [UInt8] = []
        private var head: Head?
        private(set) var isComplete = false

        private struct Head {
            var status: Int
            var bodyStart: Int
            var length: Int?
            var isChunked = false
        }

        init(isHead: Bool) {
            self.isHead = isHead
        }

        mutating func add(_ more: [UInt8]) throws {
            bytes += more
            guard bytes.count <= Self.limit else { throw DRError(.failed, "the answer is larger than 64 MiB") }
            if head == nil { head = try readHead() }
            guard let head else { return }
            if isHead || head.status == 204 || head.status == 304 {
                isComplete = true
            } else if head.isChunked {
                isComplete = try Self.chunks(bytes[head.bodyStart...]) != nil
            } else if let length = head.length {
                isComplete = bytes.count - head.bodyStart >= length
            }
        }

        /// The other end has closed the connection.
        mutating func end() throws {
            guard let head, !head.isChunked, head.length == nil else {
                throw DRError(.failed, "the connection was closed before the answer was whole")
            }
            isComplete = true
        }

        func response() throws -> HTTPResponse {
            guard let head else { throw DRError(.failed, "there is no answer") }
            var body = bytes[head.bodyStart...]
            if head.isChunked { body = try (Self.chunks(body) ?? [])[...] }
            if let length = head.length { body = body.prefix(length) }
            return HTTPResponse(status: head.status, body: Array(body))
        }

        private func readHead() throws -> Head? {
            guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else {
                guard bytes.count < 1 << 16 else { throw DRError(.failed, "the head of the answer has no end") }
                return nil
            }
            let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
            let words = (lines.first ?? "").split(separator: " ", maxSplits: 2)
            guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]), 100...599 ~= status
            else {
                throw DRError(.failed, "the answer is not HTTP")
            }
            var head = Head(status: status, bodyStart: end.upperBound)
            for line in lines.dropFirst() {
                guard let colon = line.firstIndex(of: ":") else { continue }
                let value = line[colon...].dropFirst().drop { $0 == " " }
                switch line[..<colon].lowercased() {
                case "content-length":
                    guard let length = Int(value), length >= 0 else {
                        throw DRError(.failed, "the answer has no valid length")
                    }
                    head.length = length
                case "transfer-encoding": head.isChunked = value.lowercased().hasSuffix("chunked")
                default: break
                }
            }
            return head
        }

        /// The content of chunks; nil while the last one is not there.
        private static func chunks(_ bytes: ArraySlice<UInt8>) throws -> [UInt8]? {
            var content: [UInt8] = []
            var rest = bytes
            while let end = rest.firstRange(of: [13, 10]) {
                let word = String(decoding: rest[..<end.lowerBound], as: UTF8.self).prefix { $0 != ";" && $0 != " " }
                guard let size = Int(word, radix: 16), size >= 0, size <= limit else {
                    throw DRError(.failed, "the answer has a chunk without a size")
                }
                if size == 0 { return content }
                guard rest[end.upperBound...].count >= size + 2 else { return nil }
                content += rest[end.upperBound...].prefix(size)
                rest = rest[end.upperBound...].dropFirst(size + 2)
            }
            return nil
        }
    }
}
