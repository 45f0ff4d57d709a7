import CLinux
import DRCore

/// One path to back up and the names under which it appears in a snapshot; raw bytes.
struct TargetPath {
    /// A name in the snapshot and the directory it stands for.
    struct Component {
        let name: [UInt8]
        let path: [UInt8]
    }

    private static let slash = UInt8(ascii: "/")

    /// Where to read: the absolute path where it leads to the target, else the path as given; a name after `..` or a
    /// link before a slash may lead elsewhere.
    let source: [UInt8]
    /// The cleaned absolute path.
    let absolute: [UInt8]
    /// The names from the root of the snapshot down to the target; none for "/".
    let components: [Component]

    /// The absolute path as snapshots name it, with bytes that are not UTF-8 replaced.
    var text: String { String(decoding: absolute, as: UTF8.self) }

    /// Resolves a path against the working directory, without following links.
    init(_ target: [UInt8]) throws {
        var names: [[UInt8]] = []
        if target.first != Self.slash {
            var space = [CChar](repeating: 0, count: Int(PATH_MAX))
            guard let here = getcwd(&space, space.count) else {
                let name = String(decoding: target, as: UTF8.self)
                throw DRError.system("find the working directory for", name, errno: clinux_errno())
            }
            let path = [UInt8](UnsafeRawBufferPointer(start: here, count: strlen(here)))
            names = path.split(separator: Self.slash).map(Array.init)
        }
        for part in target.split(separator: Self.slash) where !part.elementsEqual(".".utf8) {
            if part.elementsEqual("..".utf8) { _ = names.popLast() } else { names.append(Array(part)) }
        }
        var components: [Component] = []
        var path: [UInt8] = []
        for name in names {
            path += [Self.slash] + name
            components.append(Component(name: name, path: path))
        }
        absolute = path.isEmpty ? [Self.slash] : path
        self.components = components
        source = Self.isSame(absolute, target) ? absolute : target
    }

    private static func isSame(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        var first = stat()
        var second = stat()
        return one.withPathPointer { lstat($0, &first) } == 0 && other.withPathPointer { lstat($0, &second) } == 0
            && first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }
}
