import CLinux
import DRCore

/// One path to back up and the names under which it appears in a snapshot.
struct TargetPath {
    /// A name in the snapshot and the directory it stands for.
    struct Component {
        let name: [UInt8]
        let path: [UInt8]
    }

    /// Where to read: the absolute path where it leads to the target, else the path as given; a name after `..` or a
    /// link before a slash may lead elsewhere.
    let source: [UInt8]
    /// The cleaned absolute path.
    let absolute: String
    /// The names from the root of the snapshot down to the target; none for "/".
    let components: [Component]

    /// Resolves a path against the working directory, without following links.
    init(_ target: String) throws {
        var prefix: [Substring] = []
        if !target.hasPrefix("/") {
            var space = [CChar](repeating: 0, count: Int(PATH_MAX))
            guard let here = getcwd(&space, space.count) else {
                throw DRError.system("find the working directory for", target, errno: clinux_errno())
            }
            prefix = String(cString: here).split(separator: "/")
        }
        var names = prefix
        for part in target.split(separator: "/") where part != "." {
            if part == ".." { _ = names.popLast() } else { names.append(part) }
        }
        absolute = "/" + names.joined(separator: "/")
        var components: [Component] = []
        for count in 0..<names.count {
            let path = "/" + names[0...count].joined(separator: "/")
            components.append(Component(name: Array(names[count].utf8), path: Array(path.utf8)))
        }
        self.components = components
        source = Self.isSame(absolute, target) ? Array(absolute.utf8) : Array(target.utf8)
    }

    private static func isSame(_ one: String, _ other: String) -> Bool {
        var first = stat()
        var second = stat()
        return lstat(one, &first) == 0 && lstat(other, &second) == 0
            && first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }
}
