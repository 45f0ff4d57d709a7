import CKernels

/// What the kernels look up for one polynomial of degree 53, laid out as `CKernels.h` says.
package struct RabinTables: Sendable {
    /// The length of the window in bytes.
    package static let windowSize = 64

    /// The table that `rabin_scan` takes.
    package let words: [UInt64]

    /// Computes the tables of `polynomial`, whose degree is 53.
    package init(_ polynomial: Polynomial) {
        let window = RabinTables.windowSize
        let top = Polynomial.power(53, modulo: polynomial)
        let out = Polynomial.power(8 * (window - 1), modulo: polynomial)
        let leave = Polynomial.power(8 * window, modulo: polynomial)
        var words = [UInt64](repeating: 0, count: RABIN_TABLE_WORDS)
        for byte in 0..<UInt64(256) {
            words[RABIN_OUT + Int(byte)] = out.multiplied(by: Polynomial(byte), modulo: polynomial).bits
            words[RABIN_REDUCE + Int(byte)] =
                top.multiplied(by: Polynomial(byte), modulo: polynomial).bits | byte << 53
        }
        // The lanes keep the digest times x^3: 56 bits, so that a whole byte leaves at the top.
        for plane in 0..<7 {
            words[RABIN_FOLD + plane] = RabinTables.matrix(plane: plane) { byte in
                top.multiplied(by: Polynomial(byte), modulo: polynomial).bits << 3
            }
            words[RABIN_LEAVE + plane] = RabinTables.matrix(plane: plane) { byte in
                leave.multiplied(by: Polynomial(byte), modulo: polynomial).bits << 3
            }
        }
        for plane in 0..<2 {
            words[RABIN_ENTER + plane] = RabinTables.matrix(plane: plane) { $0 << 3 }
        }
        self.words = words
    }

    /// Byte `plane` of the linear map `map` of a byte, as the 8 by 8 bit matrix of GF2P8AFFINEQB.
    ///
    /// Byte 7 - r of the matrix holds the input bits that are summed for output bit r (Intel SDM, volume 2).
    private static func matrix(plane: Int, _ map: (UInt64) -> UInt64) -> UInt64 {
        var matrix: UInt64 = 0
        for input in 0..<8 {
            let image = map(1 << UInt64(input)) >> UInt64(8 * plane)
            for output in 0..<8 where image >> UInt64(output) & 1 == 1 {
                matrix |= 1 << UInt64(8 * (7 - output) + input)
            }
        }
        return matrix
    }
}
