import CLinux
import DRCore
import DRPolicy

/// Damages files of a directory that drills may break, and puts them back from the copies it kept.
struct CorruptionAdapter: ActionAdapter {
    /// What it does.
    enum Verb: String, CaseIterable {
        case bytes
        case page
        case encrypt
        case undo
    }

    private let verb: Verb

    init(_ verb: Verb) {
        self.verb = verb
    }

    /// Noise stands in for what an intruder does; damage to bytes is damage.
    var realism: Realism { verb == .encrypt ? .simulated : .real }

    func check(_ call: ActionCall, _ context: ActionContext) throws {
        let root = try directory(call)
        guard FileBytes.isDirectory(root) else { throw DRError(.failed, "there is no such directory", object: root) }
        switch verb {
        case .bytes, .page:
            let (path, offset, count) = try place(call, root)
            let size = try FileDescriptor.open(path, O_RDONLY | O_NOFOLLOW).status(path: path).st_size
            guard offset + count <= Int(size) else { throw DRError(.failed, "the file is too short", object: path) }
        case .encrypt:
            guard try !FileTree.files(below: root).isEmpty else {
                throw DRError(.failed, "there are no files to damage", object: root)
            }
        case .undo: break
        }
    }

    func perform(_ call: ActionCall, _ context: ActionContext) throws -> ActionOutcome {
        let root = try directory(call)
        let kept = KeptCopies(root: root, store: context.directory + "/kept-\(try call.service().name)")
        switch verb {
        case .bytes, .page:
            try check(call, context)
            let (path, offset, count) = try place(call, root)
            try kept.keep(String(path.dropFirst(root.count + 1)))
            let file = try FileDescriptor.open(path, O_WRONLY | O_NOFOLLOW)
            try SecureRandom.bytes(count).withUnsafeBytes { try file.writeAll($0, at: offset, path: path) }
            try file.synchronize(path: path)
            return ActionOutcome("changed \(count) bytes of \(path) at \(offset)", output: path)
        case .encrypt:
            let suffix = try call.text("suffix") ?? ".locked"
            guard suffix.hasPrefix("."), !suffix.contains("/"), suffix.count > 1 else {
                throw DRError(.configurationInvalid, "this is not a suffix", object: suffix)
            }
            let all = try FileTree.files(below: root)
            let files = all.filter { !$0.hasSuffix(suffix) }
            let known = Set(all)
            if let taken = files.first(where: { known.contains($0 + suffix) }) {
                throw DRError(
                    .refusedByGuardrail,
                    "a file of the name that the damage would give is there",
                    object: root + "/" + taken + suffix,
                    hint: "set another suffix"
                )
            }
            for file in files {
                try context.check()
                // Both before the file is touched: whenever the process dies, what it may have done can be undone.
                try kept.keep(file)
                try kept.note(addition: file + suffix)
                try replaceByNoise(root + "/" + file, suffix)
            }
            return ActionOutcome("replaced \(files.count) files below \(root) by noise", output: String(files.count))
        case .undo:
            let (restored, removed) = try kept.putBack()
            return ActionOutcome("put \(restored) files back and removed \(removed)", output: String(restored))
        }
    }

    private func directory(_ call: ActionCall) throws -> String {
        let path = try call.part(\.directory).path
        guard path.split(separator: "/").count >= 2 else {
            throw DRError(.refusedByGuardrail, "the directory is too near to the root to be damaged", object: path)
        }
        return path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    /// The file and the range in it; never outside of the directory.
    private func place(_ call: ActionCall, _ root: String) throws -> (path: String, offset: Int, count: Int) {
        let name = try call.required("file")
        guard !name.hasPrefix("/"), !name.split(separator: "/").contains("..") else {
            throw DRError(.refusedByGuardrail, "the file is not below the directory", object: name)
        }
        if verb == .page {
            let size = call.integer("size") ?? 8192
            return (root + "/" + name, (call.integer("page") ?? 0) * size, size)
        }
        return (root + "/" + name, call.integer("offset") ?? 0, call.integer("count") ?? 1)
    }

    /// Overwrites a file with noise of its size and gives it another name.
    private func replaceByNoise(_ path: String, _ suffix: String) throws {
        let file = try FileDescriptor.open(path, O_WRONLY | O_NOFOLLOW)
        let size = Int(try file.status(path: path).st_size)
        var done = 0
        while done < size {
            let count = min(size - done, 1 << 18)
            try SecureRandom.bytes(count).withUnsafeBytes { try file.writeAll($0, at: done, path: path) }
            done += count
        }
        try file.synchronize(path: path)
        guard rename(path, path + suffix) == 0 else { throw DRError.system("rename", path, errno: clinux_errno()) }
    }
}
