import CLinux
import DRCore
import DRRepository
import DRWorkloads

/// Runs what writes an archive or a file, to standard output or to a new file.
enum ArchiveOutput {
    /// Writes to standard output, which must not be a terminal where the bytes are no text.
    static func toStandardOutput<Result>(
        _ context: CommandContext,
        isArchive: Bool,
        _ body: (@escaping (UnsafeRawBufferPointer) throws -> Void) throws -> Result
    ) throws -> Result {
        guard !isArchive || isatty(STDOUT_FILENO) == 0 else {
            throw DRError(.usage, "an archive would be written to the terminal", hint: "redirect the output to a file")
        }
        let output = context.output
        let result = try body { try output.bytes($0) }
        try output.flush()
        return result
    }

    /// Writes to a file that gets its name when it is complete.
    static func toFile<Result>(
        _ path: String,
        _ messages: Messages,
        _ body: (@escaping (UnsafeRawBufferPointer) throws -> Void) throws -> Result
    ) throws -> Result {
        let file = try NewFile(path)
        let cleanup = UrgentCleanup.add {
            do { try file.abandon() } catch {
                messages.warning("the unfinished file stays: \(DRError(anyStorageError: error).message)", object: path)
            }
        }
        defer { UrgentCleanup.remove(cleanup) }
        do {
            let result = try body { try file.write($0) }
            try file.commit()
            return result
        } catch {
            try file.abandon()
            throw error
        }
    }
}
