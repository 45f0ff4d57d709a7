import CLinux
import DRCore

/// A server of another program on a free port of this machine; it ends when it is let go.
package final class LoopbackServer: @unchecked Sendable {
    /// Its port.
    package let port: Int

    private let scratch: ScratchDirectory
    private let log: String
    private let process: RunningTool

    /// Whether the mail server is there.
    package static let hasMailServer =
        access("/usr/lib/python3/dist-packages/aiosmtpd", F_OK) == 0

    /// Starts a script of this folder with the Python of the system and waits until it listens.
    ///
    /// - Parameter arguments: what follows the name of its log.
    package init(_ script: String, _ arguments: [String] = [], in scratch: ScratchDirectory) throws {
        let folder = #filePath.split(separator: "/").dropLast().map { "/" + $0 }.joined()
        let name = "server-" + Hex.encode(SecureRandom.bytes(4))
        log = name + ".log"
        self.scratch = scratch
        try scratch.write([], to: log)
        process = try Tool("/usr/bin/python3")
            .start([folder + "/" + script, scratch.path(log)] + arguments, in: scratch)
        var printed = ""
        let isUp = try process.wait { [process] in
            printed = try process.output()
            return printed.hasSuffix("\n")
        }
        guard isUp, let port = Int(printed.dropLast()) else {
            throw DRError(.failed, "the server does not listen", object: try process.errors())
        }
        self.port = port
    }

    deinit { process.signal(SIGKILL) }

    /// The lines of its log, a request or a mail each.
    package var lines: [String] {
        get throws {
            String(decoding: try scratch.read(log), as: UTF8.self).split(separator: "\n").map(String.init)
        }
    }

    /// Waits until there are so many lines.
    package func waitForLines(_ count: Int, seconds: Double = 20) throws -> [String] {
        for _ in 0..<Int(seconds * 100) {
            if try lines.count >= count { break }
            usleep(10_000)
        }
        return try lines
    }

    /// A port on which nobody listens.
    package static func closedPort(in scratch: ScratchDirectory) throws -> Int {
        let server = try LoopbackServer("http_server.py", in: scratch)
        let port = server.port
        server.process.signal(SIGKILL)
        _ = try server.process.wait(seconds: 10)
        return port
    }
}
