import DRCore
import DRPolicy
import DRTestSupport
import Testing

@Suite("Mutated configurations", .tags(.medium))
struct ConfigurationFuzzTests {
    @Test("are read or refused with reasons, and never more")
    func mutations() throws {
        var random = SeededGenerator.announced()
        let good = try ShippedConfiguration.sources("production")
        let layer = try #require(good.layer)
        var refused = 0
        for _ in 0..<600 {
            var sources = good
            switch Int.random(in: 0..<3, using: &random) {
            case 0: sources.base = mutate(good.base, &random)
            case 1: sources.layer = mutate(layer, &random)
            default:
                if let file = good.retention["production"] { sources.retention["production"] = mutate(file, &random) }
            }
            do {
                _ = try EffectiveConfiguration(sources).entries
            } catch let error as DRError {
                refused += 1
                #expect(error.code == .configurationInvalid)
                #expect(!error.configurationProblems.isEmpty)
                #expect(error.configurationProblems.allSatisfy { !$0.description.contains("\n") })
            }
        }
        #expect(refused > 200)
    }

    private func mutate(_ file: ConfigurationText, _ random: inout SeededGenerator) -> ConfigurationText {
        var bytes = file.bytes
        let pieces = [
            "*", "&a ", "!x ", "${", "}", "[", "{", "\t", "\n", ": ", "- ", "\"", "'", "|\n", "? ", "%", "---\n",
        ]
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(contentsOf: (pieces.randomElement(using: &random) ?? "").utf8, at: place)
            case 3: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...40, using: &random)))
            default:
                let end = min(bytes.count, place + Int.random(in: 1...60, using: &random))
                bytes.insert(contentsOf: Array(bytes[place..<end]), at: Int.random(in: 0...bytes.count, using: &random))
            }
            if bytes.isEmpty { break }
        }
        return ConfigurationText(name: file.name, bytes: bytes)
    }
}
