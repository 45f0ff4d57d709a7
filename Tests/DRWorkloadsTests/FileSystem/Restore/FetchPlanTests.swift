import DRCore
import DRRepository
import DRStorage
import DRTestSupport
import Testing

@testable import DRWorkloads

struct FetchPlanTests {
    /// An index of packs whose blobs lie at random places, and a plan of files that want random ones of them.
    private func sample(_ seed: UInt64, blobSize: ClosedRange<Int>) throws -> (RestorePlan, FileStates, BlobIndex) {
        var generator = SeededGenerator(seed: seed)
        let index = BlobIndex()
        var ids: [ObjectID] = []
        for _ in 0..<5 {
            var offset = 0
            var entries: [PackHeader.Entry] = []
            for _ in 0..<40 {
                let length = Int.random(in: blobSize, using: &generator)
                let id = generator.id()
                entries.append(
                    PackHeader.Entry(id: id, type: .data, offset: offset, length: length, uncompressedLength: 0)
                )
                ids.append(id)
                offset += length
            }
            index.add(pack: generator.id(), entries)
        }
        let plan = RestorePlan(target: "/nowhere")
        for _ in 0..<50 {
            let content = (0..<Int.random(in: 0..<6, using: &generator)).map { _ in ids.randomElement(using: &generator)
            }
            let first = plan.blobs.count
            index.forEachNumber(.data, content.compactMap { $0 }) { plan.blobs.append($1.map(UInt32.init) ?? .max) }
            let node = Node()
            plan.files.append(
                PlannedFile(
                    directory: 0,
                    blobCount: UInt32(plan.blobs.count - first),
                    name: 0,
                    firstBlob: first,
                    size: 0,
                    missingLength: 0,
                    metadata: PlannedMetadata(node)
                )
            )
        }
        let states = FileStates(files: plan.files.count, blobs: plan.blobs.count)
        for file in plan.files.indices where file % 7 == 0 { states[file] = file % 2 == 0 ? .unchanged : .leave }
        for blob in plan.blobs.indices where blob % 5 == 0 { states.setPresent(blob, true) }
        return (plan, states, index)
    }

    @Test(.tags(.small), arguments: [40...900, 100_000...3_000_000, 9_000_000...12_000_000])
    func everyMissingBlobIsReadOnceForEachPlace(blobSize: ClosedRange<Int>) throws {
        let (plan, states, index) = try sample(UInt64(blobSize.lowerBound), blobSize: blobSize)
        let fetches = FetchPlan(plan, states, index)
        var wanted: [Int: [UInt32]] = [:]
        for (number, file) in plan.files.enumerated() where states[number] == .create {
            let places = file.firstBlob..<file.firstBlob + Int(file.blobCount)
            let missing = places.filter { !states.isPresent($0) }
            #expect(states.pending(number) == missing.count)
            if !missing.isEmpty { wanted[number] = missing.map { plan.blobs[$0] }.sorted() }
        }
        var found: [Int: [UInt32]] = [:]
        for record in fetches.records { found[Int(record.file), default: []].append(record.blob) }
        #expect(found.mapValues { $0.sorted() } == wanted)
        #expect(fetches.runs.flatMap { Array($0.records) } == Array(fetches.records.indices))
    }

    @Test(.tags(.small), arguments: [40...900, 100_000...3_000_000, 9_000_000...12_000_000])
    func readsAreBoundedAndHoldTheirBlobs(blobSize: ClosedRange<Int>) throws {
        let (plan, states, index) = try sample(UInt64(blobSize.lowerBound), blobSize: blobSize)
        let fetches = FetchPlan(plan, states, index)
        #expect(!fetches.runs.isEmpty)
        for run in fetches.runs {
            #expect(run.bytes.count <= max(8 << 20, blobSize.upperBound))
            var last = run.bytes.lowerBound
            for record in run.records {
                let blob = index.blob(Int(fetches.records[record].blob))
                #expect(blob.pack == run.pack)
                #expect(run.bytes.contains(blob.offset) && blob.offset + blob.length <= run.bytes.upperBound)
                #expect(blob.offset <= last + 1 << 20)
                last = max(last, blob.offset + blob.length)
            }
        }
    }

    @Test(.tags(.small))
    func placesFollowFromTheLengthsBefore() throws {
        let (plan, states, index) = try sample(3, blobSize: 40...900)
        for record in FetchPlan(plan, states, index).records {
            let file = plan.files[Int(record.file)]
            let before = plan.blobs[file.firstBlob...].prefix(Int(file.blobCount))
            let offsets = before.indices.map { end in
                before[..<end].reduce(0) { $0 + index.blob(Int($1)).length - 32 }
            }
            let isHere = zip(before, offsets).contains { $0 == record.blob && $1 == record.fileOffset }
            #expect(isHere)
        }
    }
}
