import CLinux
import DRCore
import DRRepository

/// Collects files into the directory of the drill and seals them.
struct EvidenceAdapter: ActionAdapter {
    /// What it does.
    enum Verb: String, CaseIterable {
        case collect
        case seal
    }

    private let verb: Verb

    init(_ verb: Verb) {
        self.verb = verb
    }

    var realism: Realism { .real }

    func check(_ call: ActionCall, _ context: ActionContext) throws {
        for path in try call.texts("paths") where access(path, R_OK) != 0 {
            throw DRError.system("read", path, errno: clinux_errno())
        }
    }

    func perform(_ call: ActionCall, _ context: ActionContext) throws -> ActionOutcome {
        let folder = context.directory + "/evidence"
        if mkdir(folder, 0o700) != 0, clinux_errno() != EEXIST {
            throw DRError.system("make the directory", folder, errno: clinux_errno())
        }
        return verb == .collect ? try collect(call, folder, context) : try seal(call, folder, context)
    }

    private func collect(_ call: ActionCall, _ folder: String, _ context: ActionContext) throws -> ActionOutcome {
        guard access(folder + "/manifest.jsonl", F_OK) != 0 else {
            throw DRError(.failed, "the evidence is sealed", object: folder)
        }
        var count = 0
        for path in try call.texts("paths") {
            let isDirectory = FileBytes.isDirectory(path)
            for file in isDirectory ? try FileTree.files(below: path) : [""] {
                try context.check()
                let source = isDirectory ? path + "/" + file : path
                try FileTree.copy(source, to: folder + "/files" + source, by: folder + "/copying")
                count += 1
            }
        }
        return ActionOutcome("collected \(count) files", output: String(count))
    }

    /// Lists all files with their SHA-256, makes them read-only and gives the SHA-256 of the list.
    private func seal(_ call: ActionCall, _ folder: String, _ context: ActionContext) throws -> ActionOutcome {
        let manifest = folder + "/manifest.jsonl"
        if let sealed = try FileBytes.read(manifest, limit: 256 << 20) {
            return ActionOutcome("was sealed already", output: try FileDigest.of(sealed))
        }
        let root = folder + "/files"
        let files = FileBytes.isDirectory(root) ? try FileTree.files(below: root) : []
        let lines = ByteBuffer()
        for file in files {
            try context.check()
            chmod(root + "/" + file, 0o400)
            let path = root + "/" + file
            let size = try FileDescriptor.open(path, O_RDONLY).status(path: path).st_size
            try JSONLine.append(to: lines) { json in
                json.key("path")
                json.string("/" + file)
                json.key("bytes")
                json.number(Int(size))
                json.key("sha256")
                json.string(try FileDigest.ofFile(path))
                json.key("collected")
                json.time(context.clock.now)
                json.key("note")
                json.string(try call.text("note") ?? "")
            }
        }
        try FileBytes.replace(manifest, with: lines.array, mode: 0o400)
        let digest = try FileDigest.of(lines.array)
        return ActionOutcome("sealed \(files.count) files, SHA-256 of the list \(digest)", output: digest)
    }
}
