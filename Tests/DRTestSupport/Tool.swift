import CLinux
import DRCore

/// Runs programs, the built `dr` first of all, as a user would: with arguments, variables, input and a time limit.
package struct Tool: Sendable {
    /// How a run ended and what it printed.
    package struct Run: Sendable {
        /// The exit code, or 128 and the signal that ended it.
        package var status: Int32
        package var output: [UInt8]
        package var errors: String

        /// What it printed on standard output, as text.
        package var text: String { String(decoding: output, as: UTF8.self) }

        /// The lines of standard output.
        package var lines: [String] { text.split(separator: "\n").map(String.init) }
    }

    /// The program; found through PATH when it has no slash.
    package let program: String
    /// Its variables: these and no others.
    package var environment: [String: String]

    /// Names a program with a bare environment in UTC and the variables given.
    package init(_ program: String, _ environment: [String: String] = [:]) {
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/sbin:/usr/bin:/sbin:/bin"
        self.program = program
        self.environment = ["PATH": path, "HOME": "/nonexistent", "TZ": "UTC", "LC_ALL": "C.UTF-8"]
            .merging(environment) { $1 }
    }

    /// The `dr` that was built beside the running tests, at a place where every user may run it.
    package static func dr(_ environment: [String: String] = [:]) throws -> Tool {
        guard let folder = try BuiltPrograms.folder.get() else {
            throw DRError(.failed, "dr is not built", object: "swift build --product dr")
        }
        return Tool(folder + "/dr", environment)
    }

    /// Whether a program is found through PATH.
    package static func isInstalled(_ program: String) -> Bool {
        let path = getenv("PATH").map { String(cString: $0) } ?? ""
        return path.split(separator: ":").contains { access($0 + "/" + program, X_OK) == 0 }
    }

    /// Runs the program to its end; one that takes longer than `seconds` is killed and throws.
    package func run(_ arguments: [String], input: [UInt8] = [], seconds: Double = 60) throws -> Run {
        try ScratchDirectory.with { scratch in
            try scratch.write(input, to: "input")
            let started = try start(arguments, in: scratch, inputPath: scratch.path("input"))
            return try started.wait(seconds: seconds)
        }
    }

    /// Starts the program; its output gathers in files in `scratch`.
    ///
    /// - Parameters:
    ///   - inputPath: where standard input comes from; a fifo may be opened for writing before.
    ///   - output: the file that standard output goes to, which is then not part of the result.
    package func start(
        _ arguments: [String],
        in scratch: ScratchDirectory,
        inputPath: String = "/dev/null",
        output: String? = nil
    ) throws -> RunningTool {
        try RunningTool(self, arguments, scratch, inputPath: inputPath, outputPath: output)
    }
}
