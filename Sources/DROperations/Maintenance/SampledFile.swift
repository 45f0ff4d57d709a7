import DRCore
import DRRepository
import DRStorage

/// A file of a snapshot that a restore is tried with.
struct SampledFile {
    /// Its absolute path in the snapshot, raw bytes.
    let path: [UInt8]
    let node: Node

    /// The pattern of a restore that matches this path and no other.
    var pattern: [UInt8] {
        path.flatMap { byte -> [UInt8] in
            "\\[]*?".utf8.contains(byte) ? [UInt8(ascii: "\\"), byte] : [byte]
        }
    }
}
