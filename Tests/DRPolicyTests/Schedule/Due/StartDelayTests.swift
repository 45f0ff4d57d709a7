import DRPolicy
import DRTestSupport
import Testing

@Suite("The delay of a host", .tags(.small))
struct StartDelayTests {
    @Test("stays the same from version to version")
    func stable() {
        #expect(StartDelay.seconds(host: "db1.example.com", plan: "etc", bound: 300) == 31)
        #expect(StartDelay.seconds(host: "db2.example.com", plan: "etc", bound: 300) == 124)
        #expect(StartDelay.seconds(host: "db1.example.com", plan: "home", bound: 300) == 20)
    }

    @Test("is within its bound, and spread", arguments: [0, 1, 59, 300, 3600] as [Int64])
    func spread(bound: Int64) {
        var counts = [Int](repeating: 0, count: 4)
        for number in 0..<2000 {
            let delay = StartDelay.seconds(host: "host\(number).example.com", plan: "files", bound: bound)
            #expect((0...bound).contains(delay))
            counts[Int(delay * 4 / (bound + 1))] += 1
        }
        if bound >= 59 { #expect(counts.allSatisfy { $0 > 400 }) }
    }

    @Test("tells host and plan apart")
    func names() {
        let bound: Int64 = 1_000_000_000
        #expect(
            StartDelay.seconds(host: "ab", plan: "c", bound: bound)
                != StartDelay.seconds(host: "a", plan: "bc", bound: bound)
        )
    }
}
