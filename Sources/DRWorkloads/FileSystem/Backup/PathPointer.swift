extension [UInt8] {
    /// Calls `body` with the bytes as a null-terminated path.
    @inline(__always)
    func withPathPointer<Result>(_ body: (UnsafePointer<CChar>) throws -> Result) rethrows -> Result {
        try withUnsafeTemporaryAllocation(of: CChar.self, capacity: count + 1) { space in
            for index in 0..<count { space[index] = CChar(bitPattern: self[index]) }
            space[count] = 0
            return try body(UnsafePointer(space.baseAddress.unsafelyUnwrapped))
        }
    }
}
