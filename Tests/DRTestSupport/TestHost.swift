import CLinux
import DRCore

/// What this machine lets the tests do: root in a container may be less than root.
package enum TestHost {
    /// Whether a file system of its own can be mounted.
    package static let mounts = tries { scratch in
        let point = scratch.path("mount")
        guard mkdir(point, 0o700) == 0, mount("none", point, "tmpfs", 0, "size=64k") == 0 else { return false }
        return umount2(point, Int32(MNT_DETACH)) == 0
    }

    /// Whether network namespaces can be made and entered.
    package static let hasNetworks = tries { _ in
        let name = "drt" + Hex.encode(SecureRandom.bytes(4))
        guard try Tool("ip").run(["netns", "add", name]).status == 0 else { return false }
        let isEntered = try Tool("ip").run(["-n", name, "link", "set", "lo", "up"]).status == 0
        return try Tool("ip").run(["netns", "del", name]).status == 0 && isEntered
    }

    /// Whether files can be made immutable.
    package static let freezesFiles = tries { scratch in
        try scratch.write([1], to: "file")
        guard try Tool("chattr").run(["+i", scratch.path("file")]).status == 0 else { return false }
        return try Tool("chattr").run(["-i", scratch.path("file")]).status == 0
    }

    private static func tries(_ attempt: (ScratchDirectory) throws -> Bool) -> Bool {
        guard geteuid() == 0 else { return false }
        // A program that is not there is one more reason why it cannot be done.
        return (try? ScratchDirectory.with(attempt)) ?? false
    }
}
