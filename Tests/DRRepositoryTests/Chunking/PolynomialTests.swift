import DRRepository
import DRTestSupport
import Testing

@Suite(.tags(.small))
struct PolynomialTests {
    @Test func multipliesAsInTheFieldOfAES() {
        // FIPS 197, section 4.2.
        let product = Polynomial(0x57).multiplied(by: Polynomial(0x83), modulo: Polynomial(0x11B))
        #expect(product == Polynomial(0xC1))
    }

    @Test func multipliesAtTheHighestDegree() {
        // x^62 * x modulo x^63 + x + 1.
        let modulus = Polynomial(1 << 63 | 0b11)
        #expect(Polynomial(1 << 62).multiplied(by: Polynomial(2), modulo: modulus) == Polynomial(0b11))
    }

    @Test(arguments: [(0b1011, 0b11, 0b1), (0b110, 0b11, 0), (0b1, 0b11, 0b1), (0, 0b10, 0)])
    func leavesRemainders(value: UInt64, modulus: UInt64, rest: UInt64) {
        #expect(Polynomial(value).remainder(modulo: Polynomial(modulus)) == Polynomial(rest))
    }

    /// Gauss's formula gives the number of irreducible polynomials of each degree.
    @Test(arguments: zip(1...10, [2, 1, 2, 3, 6, 9, 18, 30, 56, 99]))
    func findsAsManyIrreduciblesAsThereAre(degree: Int, count: Int) {
        let candidates = (UInt64(1) << UInt64(degree))..<(UInt64(2) << UInt64(degree))
        #expect(candidates.count { Polynomial($0).isIrreducible } == count)
    }

    @Test(arguments: [0x3D_A335_8B4D_C173] + RecordedCuts.polynomials)
    func acceptsPolynomialsThatResticUses(bits: UInt64) {
        #expect(Polynomial(bits).degree == 53)
        #expect(Polynomial(bits).isIrreducible)
    }

    @Test(arguments: [0, 1, 0x3D_A335_8B4D_C172, 0x3D_A335_8B4D_C175, 1 << 53 | 1])
    func rejectsReduciblePolynomials(bits: UInt64) {
        #expect(!Polynomial(bits).isIrreducible)
    }

    @Test func drawsIrreduciblePolynomialsOfDegree53() {
        let drawn = (0..<8).map { _ in Polynomial.randomIrreducible() }
        #expect(drawn.allSatisfy { $0.degree == 53 && $0.isIrreducible })
        #expect(Set(drawn).count == drawn.count)
    }
}
