import CLinux
import DRCore

/// One path to back up and the names under which it appears in a snapshot.
struct TargetPath {
    /// A name in the snapshot and the directory it stands for.
    struct Component {
        let name: [UInt8]
        let path: [UInt8]
    }

    /// The path as given.
    let source: String
    /// The cleaned absolute path.
    let absolute: String
    /// The names from the root of the snapshot down to the target; none for "/".
    let components: [Component]

    /// Resolves a path against the working directory, without following links.
    init(_ target: String) throws {
        source = target
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
    }
}
