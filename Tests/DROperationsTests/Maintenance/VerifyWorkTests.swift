import DRCore
import DROperations
import DRPolicy
import DRRepository
import DRStorage
import DRTestSupport
import Testing

@Suite("Scheduled verification", .tags(.medium))
struct VerifyWorkTests {
    @Test("a round reads every byte, and then every snapshot of before it is proven")
    func round() throws {
        try MaintenanceBench.with(schedule: "verify: weekly on sun at 04:00, verify_all_within: 30d") { bench in
            for number in 0..<4 {
                try bench.file("\(number)", bytes: 5 << 20, seed: UInt64(number))
                try bench.succeed(.incremental)
            }
            let stored = try bench.repository().backend.list(.pack).reduce(0) { $0 + Int64($1.size) }
            var read: Int64 = 0
            for part in 1...3 {
                let run = try bench.succeed(.verify)
                read += run.bytesRead ?? 0
                #expect(run.bytesProcessed == stored)
                #expect(run.details?.contains("\"part\":\(part),\"parts\":3") == true)
                #expect(try bench.verifiedPoints(.structure) == 4)
                #expect(try bench.verifiedPoints(.data) == (part == 3 ? 4 : 0))
            }
            #expect(read == stored)
            #expect(try bench.succeed(.verify).details?.contains("\"part\":1,") == true)
        }
    }

    @Test("damage is told with the snapshots that it harms; the same part comes again")
    func damage() throws {
        try MaintenanceBench.with(schedule: "verify: monthly on 1") { bench in
            try bench.file("a", bytes: 1 << 20, seed: 1)
            let harmed = try bench.succeed(.full)
            try bench.damage()
            let run = bench.run(.verify)
            #expect(run.outcome == .failed)
            #expect(run.exitCode == DRError.Code.integrity.rawValue)
            let snapshot = try #require(harmed.snapshot)
            #expect(run.message?.contains(snapshot.prefix(8)) == true)
            #expect(run.details?.contains(snapshot) == true)
            #expect(try bench.verifiedPoints(.data) == 0)
            #expect(try bench.verifiedPoints(.structure) == 0)
            #expect(bench.run(.verify).details?.contains("\"part\":1,") == true)
        }
    }

    @Test("prune frees what no snapshot needs, and says how much")
    func prune() throws {
        try MaintenanceBench.with { bench in
            try bench.file("a", bytes: 5 << 20, seed: 1)
            let first = try bench.succeed(.full)
            try bench.file("a", bytes: 5 << 20, seed: 2)
            try bench.succeed(.full)
            let repository = try bench.repository()
            let id = try #require(first.snapshot.flatMap { ObjectID(hex: $0) })
            try repository.backend.delete(ObjectName(.snapshot, id))
            let before = try repository.backend.list(.pack).reduce(0) { $0 + $1.size }
            let run = try bench.succeed(.prune)
            let after = try repository.backend.list(.pack).reduce(0) { $0 + $1.size }
            #expect(before - after > 4 << 20)
            #expect(run.details?.contains("\"bytes_freed\":") == true)
            try bench.succeed(.verify)
        }
    }
}
