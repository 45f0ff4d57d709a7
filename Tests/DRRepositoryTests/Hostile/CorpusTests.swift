import CLinux
import DRCore
import DRTestSupport
import Foundation
import FuzzTargets
import Testing

/// Every input that the fuzzer starts from or once failed on, whole, cut at every byte, and with bits flipped.
@Suite(.tags(.medium))
struct CorpusTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../tools/fuzz/corpus").standardizedFileURL

    private func inputs(_ target: FuzzTarget) throws -> [(name: String, bytes: [UInt8])] {
        let folder = Self.folder.appending(path: target.rawValue)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        return try names.map { ($0, [UInt8](try Data(contentsOf: folder.appending(path: $0)))) }
    }

    @Test(arguments: FuzzTarget.allCases)
    func replay(_ target: FuzzTarget) throws {
        let inputs = try inputs(target)
        #expect(!inputs.isEmpty)
        for (name, bytes) in inputs {
            #expect(throws: Never.self, "\(name)") { try bytes.withUnsafeBytes(target.run) }
        }
    }

    @Test(arguments: FuzzTarget.allCases)
    func cutShort(_ target: FuzzTarget) throws {
        for (name, bytes) in try inputs(target) {
            // Long ones are cut at some places only.
            for length in stride(from: 0, to: bytes.count, by: max(bytes.count / 500, 1)) {
                // In memory of its own, so that the address sanitizer sees a read past the end.
                let part = Array(bytes[..<length])
                #expect(throws: Never.self, "\(name), \(length) bytes") { try part.withUnsafeBytes(target.run) }
            }
        }
    }

    @Test(arguments: FuzzTarget.allCases)
    func flippedBits(_ target: FuzzTarget) throws {
        var generator = SeededGenerator(seed: 1)
        for (name, bytes) in try inputs(target) where !bytes.isEmpty {
            for _ in 0..<200 {
                var changed = bytes
                let bit = Int.random(in: 0..<bytes.count * 8, using: &generator)
                changed[bit / 8] ^= 1 << UInt8(bit % 8)
                #expect(throws: Never.self, "\(name), bit \(bit)") { try changed.withUnsafeBytes(target.run) }
            }
        }
    }
}
