import CLinux
import DRCore
import DRRepository
import DRStorage

/// All that a restore will write, in flat arrays.
///
/// Unchecked, as one thread fills it, and the passes that run on several threads only read it.
final class RestorePlan: @unchecked Sendable {
    /// Stands for a blob that the index does not have.
    static let noBlob = UInt32.max

    /// The path of the target, for messages.
    let target: String
    var directories: [PlannedDirectory] = []
    var files: [PlannedFile] = []
    var specials: [PlannedSpecial] = []
    var links: [PlannedLink] = []
    /// Index numbers of the blobs of all files.
    var blobs: [UInt32] = []
    var attributes: [[ExtendedAttribute]] = []
    /// Names and link targets, each ended by a zero byte.
    let names = ByteBuffer(capacity: 1 << 16)

    init(target: String) {
        self.target = target
    }

    /// Adds a name or link target and returns where it starts.
    func add(name: [UInt8]) -> Int {
        let start = names.count
        names.append(name)
        names.append(0)
        return start
    }

    /// Adds the metadata of a node with its extended attributes.
    func metadata(of node: Node) -> PlannedMetadata {
        var metadata = PlannedMetadata(node)
        if !node.extendedAttributes.isEmpty {
            metadata.attributes = Int32(clamping: attributes.count)
            attributes.append(node.extendedAttributes)
        }
        return metadata
    }

    /// A name as the kernel takes it; valid while no name is added.
    @inline(__always)
    func cString(_ name: Int) -> UnsafePointer<CChar> {
        UnsafePointer((names.base + name).assumingMemoryBound(to: CChar.self))
    }

    /// The extended attributes of an entry.
    func attributes(of metadata: PlannedMetadata) -> [ExtendedAttribute] {
        metadata.attributes < 0 ? [] : attributes[Int(metadata.attributes)]
    }

    /// The path of a directory below the target as bytes that start with a slash; empty for the target itself.
    func location(of directory: Int32) -> [UInt8] {
        var parts: [UnsafeRawBufferPointer] = []
        var number = directory
        while number > 0 {
            let record = directories[Int(number)]
            parts.append(bytes(of: record.name))
            number = record.parent
        }
        var path: [UInt8] = []
        for part in parts.reversed() {
            path.append(UInt8(ascii: "/"))
            path += part
        }
        return path
    }

    /// A name as bytes; valid while no name is added.
    func bytes(of name: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: names.base + name, count: strlen(cString(name)))
    }

    /// The path of a directory in the target, for messages.
    func path(of directory: Int32) -> String {
        let location = String(decoding: location(of: directory), as: UTF8.self)
        return target.hasSuffix("/") ? target + location.dropFirst() : target + location
    }

    /// The path of an entry in the target, for messages.
    func path(of name: Int, in directory: Int32) -> String {
        let parent = path(of: directory)
        return (parent.hasSuffix("/") ? parent : parent + "/") + String(decoding: bytes(of: name), as: UTF8.self)
    }
}
