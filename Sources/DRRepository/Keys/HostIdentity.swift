import CLinux

/// Who is at work: the names that snapshots, keys and locks record.
package struct HostIdentity: Sendable {
    package var hostname: String
    package var username: String
    package var uid: UInt32
    package var gid: UInt32

    /// The identity of this process.
    package static let current = HostIdentity(
        hostname: currentHostname(),
        username: currentUsername(),
        uid: getuid(),
        gid: getgid()
    )

    private static func currentHostname() -> String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func currentUsername() -> String {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var space = [CChar](repeating: 0, count: 16384)
        guard getpwuid_r(getuid(), &entry, &space, space.count, &found) == 0, found != nil, let name = entry.pw_name
        else { return "\(getuid())" }
        return String(cString: name)
    }
}
