import CLinux
import DRTestSupport
import Testing

@testable import DRWorkloads

struct DescriptorCacheTests {
    private func open() throws -> Int32 {
        let raw = clinux_open("/dev/null", O_RDONLY | O_CLOEXEC, 0)
        try #require(raw >= 0)
        return raw
    }

    @Test(.tags(.small))
    func keepsWhatIsUsedAndNoMoreThanItsCapacity() throws {
        let cache = DescriptorCache(capacity: 3)
        var opened: [Int32: Int32] = [:]
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<500 {
            let key = Int32.random(in: 0..<10, using: &generator)
            if let found = cache.find(key) {
                #expect(found == opened[key])
            } else {
                opened[key] = try open()
                cache.insert(key, opened[key] ?? -1)
                #expect(cache.find(key) == opened[key])
            }
            if Int.random(in: 0..<7, using: &generator) == 0 { cache.remove(key) }
            #expect((0..<10).count { cache.find(Int32($0)) != nil } <= 3)
        }
        cache.closeAll()
        #expect((0..<10).allSatisfy { cache.find(Int32($0)) == nil })
    }
}
