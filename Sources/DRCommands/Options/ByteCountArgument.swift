import ArgumentParser
import DRCore

/// A size on the command line: `500`, `64K`, `1.5G`, in binary units.
struct ByteCountArgument: ExpressibleByArgument {
    /// The bytes.
    let bytes: UInt64

    init?(argument: String) {
        guard let bytes = ByteCount.parse(argument) else { return nil }
        self.bytes = bytes
    }
}
