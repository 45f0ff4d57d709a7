import DRCore

/// A polynomial over GF(2) of degree at most 63; bit n is the coefficient of x^n.
package struct Polynomial: Sendable, Hashable {
    /// The coefficients.
    package let bits: UInt64

    /// Makes a polynomial from its coefficients.
    package init(_ bits: UInt64) {
        self.bits = bits
    }

    /// The highest power with a coefficient, or -1 for zero.
    package var degree: Int { 63 - bits.leadingZeroBitCount }

    /// The remainder of `self` divided by `modulus`, which is not zero.
    package func remainder(modulo modulus: Polynomial) -> Polynomial {
        var rest = self
        while rest.degree >= modulus.degree {
            rest = Polynomial(rest.bits ^ modulus.bits << UInt64(rest.degree - modulus.degree))
        }
        return rest
    }

    /// The product of `self` and `other`, reduced by `modulus`, whose degree is 1 to 63.
    package func multiplied(by other: Polynomial, modulo modulus: Polynomial) -> Polynomial {
        let factor = remainder(modulo: modulus).bits
        let top = UInt64(1) << UInt64(modulus.degree - 1)
        var product: UInt64 = 0
        for bit in stride(from: other.degree, through: 0, by: -1) {
            // Taking the top bit away before the shift keeps degree 63 within the word.
            let overflows = product & top != 0
            product = (product & ~top) << 1
            if overflows { product ^= modulus.bits & ~(top << 1) }
            if other.bits >> UInt64(bit) & 1 == 1 { product ^= factor }
        }
        return Polynomial(product)
    }

    /// x^`exponent`, reduced by `modulus`, whose degree is 1 to 63.
    package static func power(_ exponent: Int, modulo modulus: Polynomial) -> Polynomial {
        var result = Polynomial(1).remainder(modulo: modulus)
        for _ in 0..<exponent { result = result.multiplied(by: Polynomial(2), modulo: modulus) }
        return result
    }

    /// The greatest common divisor of `self` and `other`.
    package func greatestCommonDivisor(_ other: Polynomial) -> Polynomial {
        var (larger, smaller) = (self, other)
        while smaller.bits != 0 { (larger, smaller) = (smaller, larger.remainder(modulo: smaller)) }
        return larger
    }

    /// Whether no polynomial of a lower degree but 1 divides it.
    ///
    /// Ben-Or's test: every irreducible factor of degree i divides x^(2^i) - x.
    package var isIrreducible: Bool {
        guard degree >= 1 else { return false }
        let x = Polynomial(2)
        var power = x
        for _ in stride(from: 1, through: degree / 2, by: 1) {
            power = power.multiplied(by: power, modulo: self)
            let difference = Polynomial(power.bits ^ x.bits).remainder(modulo: self)
            if greatestCommonDivisor(difference).degree != 0 { return false }
        }
        return true
    }
}
