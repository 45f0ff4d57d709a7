import DRPolicy
import DRTestSupport
import Testing

@Suite("The search for the last sound moment", .tags(.small))
struct MomentSearchTests {
    @Test("the state before the damage is found, wherever it is and whatever it wrote")
    func everyPlace() {
        var generator = SeededGenerator(seed: 11)
        for count in [1, 2, 3, 10, 64] {
            for damage in 0..<count {
                for shape in 0..<3 {
                    var records = (0..<count).map { _ in shape == 1 ? 3 : Int.random(in: 1...50, using: &generator) }
                    if shape == 0 { records[damage] = 1000 }
                    var tries = 0
                    let found = MomentSearch.newestSound(records) { state in
                        #expect((0..<count).contains(state))
                        tries += 1
                        return state <= damage
                    }
                    #expect(found == damage, "\(damage) of \(count), shape \(shape)")
                    // What wrote most is found at once.
                    if shape == 0 { #expect(tries <= 2) } else { #expect(tries <= 14) }
                }
            }
        }
    }

    @Test("when nothing was sound, nothing is found")
    func nothing() {
        #expect(MomentSearch.newestSound([5, 900, 5]) { _ in false } == nil)
        #expect(MomentSearch.newestSound([]) { _ in false } == nil)
    }
}
