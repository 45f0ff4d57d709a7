import DRCore
import DRStorage
import DRTestSupport
import Testing

/// What every backend must do, one check a case; each gets an empty repository.
enum BackendConformance: CaseIterable, Sendable {
    case roundTrip, largeObject, ranges, absence, savingAgain, savingTheConfigAgain, listing, deleting
    case savesOfManyNamesAtOnce, savesOfOneNameAtOnce, readersDuringSaves

    func check(_ backend: any Backend) throws {
        var generator = SeededGenerator(seed: 7)
        switch self {
        case .roundTrip: try checkRoundTrip(backend, &generator)
        case .largeObject: try checkLargeObject(backend, &generator)
        case .ranges: try checkRanges(backend, &generator)
        case .absence: try checkAbsence(backend, &generator)
        case .savingAgain: try checkSavingAgain(backend, &generator)
        case .savingTheConfigAgain: try checkSavingTheConfigAgain(backend, &generator)
        case .listing: try checkListing(backend, &generator)
        case .deleting: try checkDeleting(backend, &generator)
        case .savesOfManyNamesAtOnce: try checkSavesOfManyNames(backend, &generator)
        case .savesOfOneNameAtOnce: try checkSavesOfOneName(backend, &generator)
        case .readersDuringSaves: try checkReadersDuringSaves(backend, &generator)
        }
    }

    private func checkRoundTrip(_ backend: any Backend, _ generator: inout SeededGenerator) throws {
        for kind in ObjectKind.allCases where kind != .config {
            for size in [0, 1, 63, 64, 65, 4096, 100_003] {
                let name = ObjectName(kind, generator.id())
                let content = generator.bytes(size)
                try backend.save(name, content)
                #expect(try backend.load(name).array == content, "\(name)")
                #expect(try backend.size(of: name) == size, "\(name)")
            }
        }
        try backend.save(.config, [1, 2, 3])
        #expect(try backend.load(.config).array == [1, 2, 3])
    }

    private func checkLargeObject(_ backend: any Backend, _ generator: inout SeededGenerator) throws {
        let name = ObjectName(.pack, generator.id())
        let content = generator.bytes(24 << 20 | 5)
        try backend.save(name, content)
        #expect(try backend.load(name).array == content)
        let buffer = ByteBuffer()
        try backend.load(name, range: 20_000_000..<20_000_100, into: buffer)
        #expect(buffer.array == Array(content[20_000_000..<20_000_100]))
    }

    private func checkRanges(_ backend: any Backend, _ generator: inout SeededGenerator) throws {
        let name = ObjectName(.pack, generator.id())
        let content = generator.bytes(1000)
        try backend.save(name, content)
        for range in [0..<0, 0..<1, 0..<1000, 17..<18, 500..<500, 999..<1000, 1000..<1000] {
            // What is in the buffer before stays.
            let buffer = ByteBuffer([9, 9])
            try backend.load(name, range: range, into: buffer)
            #expect(buffer.array == [9, 9] + content[range], "\(range)")
        }
        for range in [0..<1001, 999..<1001, 1000..<1001, 1001..<1001, 5000..<6000, 0..<1 << 60] {
            let buffer = ByteBuffer([9, 9])
            let failure = #expect(throws: StorageFailure.self, "\(range)") {
                try backend.load(name, range: range, into: buffer)
            }
            #expect(failure?.reason == .permanent)
            #expect(failure?.error.code == .integrity)
            #expect(failure?.error.message.contains("shorter than") == true)
            #expect(buffer.array == [9, 9], "\(range)")
        }
    }

    private func checkAbsence(_ backend: any Backend, _ generator: inout SeededGenerator) throws {
        for kind in ObjectKind.allCases {
            let name = kind == .config ? .config : ObjectName(kind, generator.id())
            #expect(throws: StorageFailure.self) { try backend.load(name) }
            let failure = #expect(throws: StorageFailure.self) { try backend.size(of: name) }
            #expect(failure?.reason == .notFound)
            #expect(failure?.name == name)
            #expect(failure?.error.code == (kind == .config ? .noRepository : .integrity))
            #expect(try !backend.exists(name))
            #expect(try backend.list(kind).isEmpty)
            try backend.delete(name)
        }
    }

    private func checkSavingAgain(_ backend: any Backend, _ generator: inout SeededGenerator) throws {
        let name = ObjectName(.snapshot, generator.id())
        let content = generator.bytes(300)
        try backend.save(name, content)
        try backend.save(name, content)
        try backend.save(name, generator.bytes(300))
        #expect(try backend.load(name).array == content)
        for size in [0, 299, 301] {
            let failure = #expect(throws: StorageFailure.self) { try backend.save(name, generator.bytes(size)) }
            #expect(failure?.reason == .permanent)
            #expect(try backend.load(name).array == content)
        }
        #expect(try backend.list(.snapshot).count == 1)
    }

    private func checkSavingTheConfigAgain(_ backend: any Backend, _ generator: inout SeededGenerator) throws {
        let content = generator.bytes(155)
        try backend.save(.config, content)
        try backend.save(.config, content)
        for other in [generator.bytes(155), generator.bytes(154), []] {
            let failure = #expect(throws: StorageFailure.self) { try backend.save(.config, other) }
            #expect(failure?.error.message.contains("already") == true)
            #expect(try backend.load(.config).array == content)
        }
        #expect(try backend.list(.config).map(\.size) == [155])
    }

    private func checkListing(_ backend: any Backend, _ generator: inout SeededGenerator) throws {
        var expected: [ObjectKind: [ObjectID: Int]] = [:]
        for kind in ObjectKind.allCases where kind != .config {
            for size in 0..<20 {
                let id = generator.id()
                try backend.save(ObjectName(kind, id), generator.bytes(size))
                expected[kind, default: [:]][id] = size
            }
        }
        for (kind, objects) in expected {
            let listed = try backend.list(kind)
            #expect(listed.count == objects.count)
            #expect(Dictionary(listed.map { ($0.id, $0.size) }, uniquingKeysWith: { first, _ in first }) == objects)
        }
        var visits = 0
        #expect(throws: CancellationError.self) {
            try backend.list(.pack) { _, _ in
                visits += 1
                throw CancellationError()
            }
        }
        #expect(visits == 1)
    }

    private func checkDeleting(_ backend: any Backend, _ generator: inout SeededGenerator) throws {
        for kind in ObjectKind.allCases where kind != .config {
            let name = ObjectName(kind, generator.id())
            let other = ObjectName(kind, generator.id())
            try backend.save(name, [1])
            try backend.save(other, [2])
            try backend.delete(name)
            #expect(try !backend.exists(name))
            #expect(try backend.list(kind).map(\.id) == [other.id])
            #expect(try backend.load(other).array == [2])
            // The name is free again, also for another size.
            try backend.save(name, [1, 2, 3])
            #expect(try backend.load(name).array == [1, 2, 3])
        }
    }

    private func checkSavesOfManyNames(_ backend: any Backend, _ generator: inout SeededGenerator) throws {
        let objects = (0..<96).map { _ in (name: ObjectName(.pack, generator.id()), content: generator.bytes(3000)) }
        try ParallelWork.forEach(count: objects.count, workers: 8) { _, piece in
            try backend.save(objects[piece].name, objects[piece].content)
        }
        #expect(try Set(backend.list(.pack).map(\.id)) == Set(objects.map(\.name.id)))
        for object in objects { #expect(try backend.load(object.name).array == object.content) }
    }

    private func checkSavesOfOneName(_ backend: any Backend, _ generator: inout SeededGenerator) throws {
        let name = ObjectName(.index, generator.id())
        let contents = (0..<32).map { [UInt8](repeating: UInt8($0), count: 70_000) }
        try ParallelWork.forEach(count: contents.count, workers: 8) { _, piece in
            try backend.save(name, contents[piece])
        }
        #expect(try backend.list(.index).map(\.size) == [70_000])
        #expect(contents.contains(try backend.load(name).array))
    }

    private func checkReadersDuringSaves(_ backend: any Backend, _ generator: inout SeededGenerator) throws {
        let names = (0..<24).map { _ in ObjectName(.key, generator.id()) }
        try ParallelWork.forEach(count: names.count * 8, workers: 6) { worker, piece in
            let name = names[piece / 8]
            if piece % 8 == 0 { return try backend.save(name, [UInt8](repeating: 5, count: 50_000)) }
            do {
                let content = try backend.load(name)
                guard content.array == [UInt8](repeating: 5, count: 50_000) else {
                    throw DRError(.integrity, "worker \(worker) saw a part of an object")
                }
            } catch let failure as StorageFailure where failure.reason == .notFound {
                return
            }
        }
        #expect(try backend.list(.key).count == names.count)
    }
}
