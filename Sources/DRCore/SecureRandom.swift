import CLinux

/// Bytes from the kernel's random generator.
package enum SecureRandom {
    /// Fills `space` with random bytes.
    package static func fill(_ space: UnsafeMutableRawBufferPointer) {
        var done = 0
        while done < space.count {
            let got = getrandom(space.baseAddress.map { $0 + done }, min(space.count - done, 256), 0)
            if got > 0 { done += got }
        }
    }

    /// `count` random bytes.
    package static func bytes(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        bytes.withUnsafeMutableBytes { fill($0) }
        return bytes
    }
}
