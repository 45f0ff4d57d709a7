import CLinux
import DRCore
import DROperations
import DRPolicy
import DRTestSupport
import Testing

@Suite("Secrets")
struct SecretReaderTests {
    private func read(_ reference: SecretReference) throws -> String {
        let secret = try SecretReader.read(reference, cancellation: Cancellation())
        return String(decoding: secret.revealed, as: UTF8.self)
    }

    @Test("one line break at the end does not count", .tags(.medium), arguments: ["\n", "\r\n", ""])
    func file(end: String) throws {
        try ScratchDirectory.with { scratch in
            try scratch.write(Array((" a secret\n" + end).utf8), to: "key")
            let text = try read(.file(scratch.path("key")))
            #expect(text == " a secret" + (end.isEmpty ? "" : "\n"))
        }
    }

    @Test("a file that others can use is refused", .tags(.medium), arguments: [0o640, 0o604, 0o610, 0o620] as [UInt32])
    func mode(mode: UInt32) throws {
        try ScratchDirectory.with { scratch in
            try scratch.write(Array("hunter2".utf8), to: "key")
            try #require(chmod(scratch.path("key"), mode) == 0)
            let error = #expect(throws: DRError.self) { try read(.file(scratch.path("key"))) }
            #expect(error?.code == .configurationInvalid)
            #expect(error?.hint == "chmod 600 \(scratch.path("key"))")
            #expect(error?.description.contains("hunter2") == false)
        }
    }

    @Test(
        "a file of another user is refused",
        .tags(.medium),
        .enabled(if: geteuid() == 0, "only root gives files away")
    )
    func owner() throws {
        try ScratchDirectory.with { scratch in
            try scratch.write(Array("hunter2".utf8), to: "key")
            try #require(chown(scratch.path("key"), 65_534, 65_534) == 0)
            let error = #expect(throws: DRError.self) { try read(.file(scratch.path("key"))) }
            #expect(error?.message.contains("belongs to another user") == true)
        }
    }

    @Test("what is no file is refused and holds nothing up", .tags(.medium))
    func kinds() throws {
        try ScratchDirectory.with { scratch in
            try scratch.write(Array("hunter2".utf8), to: "key")
            try #require(symlink(scratch.path("key"), scratch.path("link")) == 0)
            try #require(mkfifo(scratch.path("fifo"), 0o600) == 0)
            try scratch.write([], to: "empty")
            try scratch.write([UInt8](repeating: 65, count: 70_000), to: "large")
            for (name, message) in [
                ("link", "a link"), ("fifo", "regular"), ("empty", "empty"), ("large", "too large"),
                ("none", "No such"),
                ("", "regular"),
            ] {
                let error = #expect(throws: DRError.self) { try read(.file(scratch.path(name))) }
                #expect(error?.code == .configurationInvalid)
                #expect(error?.message.contains(message) == true, "\(name): \(error?.message ?? "")")
            }
        }
    }

    @Test("a program prints it, without a shell", .tags(.medium))
    func command() throws {
        let text = try read(.command(["printf", "%s\\n", "a $HOME secret"]))
        #expect(text == "a $HOME secret")
        for (words, message) in [
            (["sh", "-c", "echo hunter2; exit 3"], "exit code 3"), (["true"], "nothing"),
            (["sh", "-c", "head -c 70000 /dev/zero"], "too much"),
        ] {
            let error = #expect(throws: DRError.self) { try read(.command(words)) }
            #expect(error?.message.contains(message) == true)
            #expect(error?.description.contains("hunter2") == false)
        }
        #expect(throws: DRError.self) { try read(.command(["/nonexistent/program"])) }
    }

    @Test("a variable and a credential hold it", .tags(.medium))
    func environment() throws {
        try ScratchDirectory.with { scratch in
            try scratch.write(Array("from systemd\n".utf8), to: "key", mode: 0o440)
            // The names belong to this test alone, as tests run beside each other.
            setenv("DR_TEST_SECRET_VALUE", "from a variable", 1)
            setenv("CREDENTIALS_DIRECTORY", scratch.path, 1)
            defer {
                unsetenv("DR_TEST_SECRET_VALUE")
                unsetenv("CREDENTIALS_DIRECTORY")
            }
            let variable = try read(.variable("DR_TEST_SECRET_VALUE"))
            #expect(variable == "from a variable")
            let credential = try read(.credential("key"))
            #expect(credential == "from systemd")
            #expect(throws: DRError.self) { try read(.variable("DR_TEST_SECRET_NONE")) }
            #expect(throws: DRError.self) { try read(.credential("none")) }
        }
    }
}
