import CLinux
import DRCore
import DRTestSupport
import Testing

@Suite("A thread that acts as another user", .enabled(if: geteuid() == 0, "only root can act as others"))
struct ThreadIdentityTests {
    /// The user, the group and the further groups of the calling thread, as the kernel has them.
    private static func credentials() throws -> [String] {
        let bytes = try FileBytes.read("/proc/thread-self/status", limit: 1 << 16) ?? []
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
            .filter { $0.hasPrefix("Uid:") || $0.hasPrefix("Gid:") || $0.hasPrefix("Groups:") }.map(String.init)
    }

    /// A line of `/proc/PID/status` in words.
    private static func words(_ lines: [String], _ name: String) -> [String] {
        let line = lines.first { $0.hasPrefix(name) } ?? ""
        return line.dropFirst(name.count).split(whereSeparator: \.isWhitespace).map(String.init)
    }

    @Test("has the user, the group and the groups of that user, and gets its own back", .tags(.small))
    func all() throws {
        let entry = try #require(getpwnam("nobody")?.pointee)
        let before = try Self.credentials()
        let inside = try ThreadIdentity(user: entry.pw_uid).perform { try Self.credentials() }
        // The effective ones are second.
        #expect(Self.words(inside, "Uid:")[1] == String(entry.pw_uid))
        #expect(Self.words(inside, "Gid:")[1] == String(entry.pw_gid))
        #expect(Self.words(inside, "Groups:") == [String(entry.pw_gid)])
        #expect(try Self.credentials() == before)
    }

    @Test("gets its own back also when the work fails, and is refused an unknown user", .tags(.small))
    func failure() throws {
        let entry = try #require(getpwnam("nobody")?.pointee)
        let before = try Self.credentials()
        #expect(throws: DRError.self) {
            try ThreadIdentity(user: entry.pw_uid).perform { throw DRError(.failed, "on purpose") }
        }
        #expect(try Self.credentials() == before)
        #expect(throws: DRError.self) { try ThreadIdentity(user: 3_999_999_999) }
    }

    @Test("leaves other threads alone", .tags(.small))
    func others() throws {
        let entry = try #require(getpwnam("nobody")?.pointee)
        let before = try Self.credentials()
        let question = BoundedQueue<Bool>(capacity: 1)
        let answer = BoundedQueue<[String]>(capacity: 1)
        let failure = FirstFailure()
        let other = try WorkerThread {
            _ = question.pop()
            failure.capture { _ = answer.push(try Self.credentials()) }
            answer.close()
        }
        let seen = try ThreadIdentity(user: entry.pw_uid).perform {
            _ = question.push(true)
            return answer.pop()
        }
        other.join()
        try failure.rethrow()
        #expect(seen == before)
    }
}
