import CLinux
import DRCore
import DRPolicy

/// Looks for what intruders leave in files: the test mark of scanners, noise under double names, notes; and asks clamscan.
struct FileScanAdapter: ActionAdapter {
    var realism: Realism { .real }

    /// The harmless file that every scanner must find (EICAR), in two parts so that no scanner finds it here.
    private static let mark =
        Array(#"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD"#.utf8) + Array("-ANTIVIRUS-TEST-FILE!".utf8)
    /// Names of the notes that encrypted files are left with.
    private static let notes = ["decrypt", "restore_files", "recover_files", "readme_locked", "ransom"]

    func check(_ call: ActionCall, _ context: ActionContext) throws {}

    func perform(_ call: ActionCall, _ context: ActionContext) throws -> ActionOutcome {
        let root = try call.required("path")
        let files = try FileTree.files(below: root)
        // Nothing was looked at, so nothing is clean.
        guard !files.isEmpty else { return ActionOutcome(holds: false, "there are no files below \(root)") }
        var found: [String] = []
        for file in files {
            try context.check()
            if let sign = try Self.sign(of: file, in: root) { found.append("\(file): \(sign)") }
        }
        guard found.isEmpty else {
            return ActionOutcome(
                holds: false,
                "\(found.count) of \(files.count) files: " + found.prefix(3).joined(separator: "; ")
            )
        }
        do { try CommandRun.find("clamscan") } catch {
            return ActionOutcome("no signs in \(files.count) files; clamscan is not installed", output: "built-in")
        }
        let run = try CommandRun.run(["clamscan", "--recursive", "--infected", "--no-summary", "--", root], context)
        // 1: something was found; any other code: it could not look.
        guard run.status <= 1 else {
            throw DRError(.failed, "clamscan ended with \(run.status): \(run.output.prefix(200))", object: root)
        }
        return ActionOutcome(
            holds: run.status == 0,
            run.status == 0
                ? "no signs in \(files.count) files, clamscan found nothing" : String(run.output.prefix(300)),
            output: "clamscan"
        )
    }

    private static func sign(of file: String, in root: String) throws -> String? {
        let name = (file.split(separator: "/").last.map(String.init) ?? file).lowercased()
        if notes.contains(where: name.contains), name.hasSuffix(".txt") || name.hasSuffix(".html") { return "a note" }
        let source = try FileDescriptor.open(root + "/" + file, O_RDONLY | O_NOFOLLOW)
        let space = ByteBuffer()
        space.resize(to: 4096)
        let count = try source.read(into: space.mutableBytes, path: file)
        let head = Array(space.bytes[..<count])
        if head.firstRange(of: mark) != nil { return "the test mark of scanners" }
        let isDouble = name.split(separator: ".").count > 2
        return isDouble && count >= 256 && ContentKind.of(head) == nil ? "noise under a double name" : nil
    }
}
