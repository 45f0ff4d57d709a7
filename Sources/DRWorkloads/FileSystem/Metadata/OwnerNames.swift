import CLinux
import Synchronization

/// The names of users and groups by number, each asked of the system once; safe to use from several threads.
package final class OwnerNames: Sendable {
    private struct Names {
        var users: [UInt32: String] = [:]
        var groups: [UInt32: String] = [:]
    }

    private let names = Mutex(Names())

    /// Makes an empty cache.
    package init() {}

    /// The name of a user, empty when the system has none for the number.
    package func user(_ id: UInt32) -> String {
        if let known = names.withLock({ $0.users[id] }) { return known }
        let name = Self.lookUp { space, size in
            var entry = passwd()
            var found: UnsafeMutablePointer<passwd>?
            let result = getpwuid_r(id, &entry, space, size, &found)
            return (result, found == nil ? nil : entry.pw_name)
        }
        names.withLock { $0.users[id] = name }
        return name
    }

    /// The name of a group, empty when the system has none for the number.
    package func group(_ id: UInt32) -> String {
        if let known = names.withLock({ $0.groups[id] }) { return known }
        let name = Self.lookUp { space, size in
            var entry = GroupEntry()
            var found: UnsafeMutablePointer<GroupEntry>?
            let result = getgrgid_r(id, &entry, space, size, &found)
            return (result, found == nil ? nil : entry.gr_name)
        }
        names.withLock { $0.groups[id] = name }
        return name
    }

    private typealias GroupEntry = CLinux.group

    /// Calls `ask` with more and more space until the entry fits; a group with many members needs a lot.
    private static func lookUp(
        _ ask: (UnsafeMutablePointer<CChar>, Int) -> (result: Int32, name: UnsafeMutablePointer<CChar>?)
    ) -> String {
        var size = 4096
        while true {
            let space = UnsafeMutablePointer<CChar>.allocate(capacity: size)
            defer { space.deallocate() }
            let (result, name) = ask(space, size)
            if result == ERANGE, size < 16 << 20 {
                size *= 4
                continue
            }
            return name.map { String(cString: $0) } ?? ""
        }
    }
}
