import CLinux
import DRCore

/// A program that runs beside this process; what it prints is read here, its errors go where those of `dr` go.
///
/// One thread at a time uses it, which is why it is not checked. A child that is let go without `wait` is ended.
package final class ChildProcess: @unchecked Sendable {
    private let program: String
    private let output: FileDescriptor
    private let running: RunningProgram
    private let cancellation: Cancellation

    /// Starts a program, found through PATH, without a shell and with an empty standard input.
    ///
    /// - Parameters:
    ///   - words: the program and its arguments; at least one.
    ///   - cancellation: ends reading early.
    /// - Throws: `DRError` when the program cannot be started.
    package init(_ words: [String], cancellation: Cancellation) throws {
        guard let program = words.first else { throw DRError(.usage, "there is no program to run") }
        var ends: (Int32, Int32) = (0, 0)
        guard clinux_pipe(&ends.0, &ends.1) == 0 else {
            throw DRError.system("make a pipe for", program, errno: clinux_errno())
        }
        output = FileDescriptor(owning: ends.0)
        let writing = FileDescriptor(owning: ends.1)
        self.program = program
        self.cancellation = cancellation
        var start = ProgramStart(words)
        // What comes from the keyboard is for both.
        start.group = .shared
        running = try start.start(output: writing.raw)
    }

    /// Another descriptor of the output, for a reader of its own; it ends when the program closes its side.
    ///
    /// - Throws: `DRError` when there is none left.
    func duplicateOutput() throws -> FileDescriptor {
        let copy = dup(output.raw)
        guard copy >= 0 else { throw DRError.system("read what is printed by", program, errno: clinux_errno()) }
        return FileDescriptor(owning: copy)
    }

    /// Reads what the program prints, at most as much as fits; 0 at the end of its output.
    ///
    /// - Throws: `DRError` when reading fails or the cancellation is set.
    package func read(into space: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            try cancellation.check()
            var waited = pollfd(fd: output.raw, events: Int16(POLLIN), revents: 0)
            guard poll(&waited, 1, 100) > 0 else { continue }
            let got = CLinux.read(output.raw, space.baseAddress, space.count)
            if got >= 0 { return got }
            let number = clinux_errno()
            if number != EINTR { throw DRError.system("read what is printed by", program, errno: number) }
        }
    }

    /// Fills the space with what the program prints; less than there is room for only at the end of its output.
    ///
    /// - Throws: `DRError` when reading fails or the cancellation is set.
    package func readFully(into space: UnsafeMutableRawBufferPointer) throws -> Int {
        var done = 0
        while done < space.count {
            let got = try read(into: UnsafeMutableRawBufferPointer(rebasing: space[done...]))
            if got == 0 { break }
            done += got
        }
        return done
    }

    /// Waits for the end of the program.
    ///
    /// - Throws: the cancellation's error when it is set.
    package func wait() throws -> ProgramStatus { try running.wait(cancellation.check) }

    /// Runs a program to its end and hands over what it prints.
    package static func run(
        _ words: [String],
        cancellation: Cancellation,
        output: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> ProgramStatus {
        let child = try ChildProcess(words, cancellation: cancellation)
        let space = ByteBuffer()
        space.resize(to: 1 << 16)
        while case let count = try child.read(into: space.mutableBytes), count > 0 {
            try output(UnsafeRawBufferPointer(rebasing: space.bytes[..<count]))
        }
        return try child.wait()
    }
}
