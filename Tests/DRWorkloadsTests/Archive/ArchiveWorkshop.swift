import CLinux
import DRCore
import DRRepository
import DRStorage
import DRTestSupport

@testable import DRWorkloads

/// A scratch folder with a repository in memory, and the programs of the system, for tests of archives.
struct ArchiveWorkshop {
    let scratch: ScratchDirectory
    let backend: MemoryBackend
    let repository: Repository

    static func with(_ body: (ArchiveWorkshop) throws -> Void) throws {
        try ScratchDirectory.with { scratch in
            let backend = MemoryBackend()
            let repository = try Repository.create(
                at: backend,
                password: Secret(Array("test".utf8)),
                scrypt: Scrypt(n: 2, r: 1, p: 1)
            )
            let workshop = ArchiveWorkshop(scratch: scratch, backend: backend, repository: repository)
            // The folder itself removes names of valid UTF-8 only.
            defer { system("rm -rf -- '\(scratch.path)/'*") }
            try body(workshop)
        }
    }

    /// Runs shell commands in the folder; a failure of any of them, also of a program that is missing, is an error.
    @discardableResult
    func shell(_ commands: String) throws -> String {
        try scratch.write(Array(commands.utf8), to: ".commands")
        let status = system(
            "cd '\(scratch.path)' && LC_ALL=C.UTF-8 bash -euo pipefail .commands > .output 2> .errors < /dev/null"
        )
        let output = String(decoding: try scratch.read(".output"), as: UTF8.self)
        guard status == 0 else {
            let errors = String(decoding: try scratch.read(".errors"), as: UTF8.self)
            throw DRError(.failed, "a command of the test failed: \(errors)", object: commands)
        }
        return output
    }

    private func lines(_ commands: String) throws -> [String] {
        try shell(commands).split(separator: "\n").map(String.init)
    }

    /// What the commands wrote to standard error the last time.
    func lastErrors() throws -> String { String(decoding: try scratch.read(".errors"), as: UTF8.self) }

    func importing(_ name: String, cancellation: Cancellation = Cancellation()) throws -> ImportReport {
        try ArchiveImport(ImportOptions(), cancellation: cancellation).run(scratch.path(name), into: repository)
    }

    @discardableResult
    func exporting(_ root: ExportRoot, _ format: ArchiveFormat, to name: String) throws -> ExportReport {
        let file = try NewFile(scratch.path(name))
        do {
            let report = try SnapshotExport(repository, format: format, cancellation: Cancellation()).run(root) {
                try file.write($0)
            }
            try file.commit()
            return report
        } catch {
            try file.abandon()
            throw error
        }
    }

    /// All entries of a snapshot by path.
    func nodes(_ snapshot: Snapshot) throws -> [[UInt8]: Node] {
        var nodes: [[UInt8]: Node] = [:]
        try TreeWalker(repository, repository.makeCodec()).walk(
            snapshot.tree,
            visit: { path, node in
                nodes[path] = node
                return .descend
            }
        )
        return nodes
    }

    func node(_ snapshot: Snapshot, _ path: String) throws -> Node? {
        try TreeWalker(repository, repository.makeCodec()).find(path.utf8, below: snapshot.tree)
    }

    /// The content of a file.
    func content(_ node: Node) throws -> [UInt8] {
        let buffer = ByteBuffer()
        try FileDump.run(repository, node, path: "file", cancellation: Cancellation()) { buffer.append($0) }
        return buffer.array
    }

    /// Makes a folder `source` with all that a file system can hold.
    func makeSource() throws {
        try shell(
            #"""
            mkdir -p source/empty source/deep/er source/acl
            cd source
            printf 'hello\n' > plain
            : > nothing
            head -c 3000000 /dev/urandom > large
            ln plain deep/er/second
            ln plain third
            ln -s ../plain deep/link
            ln -s "$(printf 'nowhere/\377')" dangling
            mkfifo fifo
            if [ "$(id -u)" = 0 ]; then mknod char c 1 3; mknod block b 7 200; chown 12345:54321 large; fi
            printf 'x' > "$(printf 'bytes \001\377\376')"
            printf 'x' > "$(printf 'e\314\201 decomposed')"
            printf 'x' > "$(printf '\303\251 composed')"
            printf 'x' > "$(printf 'line\nbreak')"
            long=$(printf 'n%.0s' $(seq 200))
            mkdir -p "$long/$long"
            printf 'deep' > "$long/$long/$long"
            ln -s "$long/$long/$long" "$long/link"
            truncate -s 5M sparse
            printf 'middle' | dd of=sparse bs=1 seek=2000000 conv=notrunc status=none
            chmod 4711 third
            chmod 1777 empty
            chmod 2750 deep
            setfattr -n user.text -v value plain
            setfattr -n user.binary -v 0x00ff0a3d nothing
            setfattr -n user.folder -v f deep
            setfacl -m u:1234:rw,g:4321:r nothing
            setfacl -d -m u:1234:rwx acl
            touch -d '2001-02-03 04:05:06.123456789 UTC' large
            touch -h -d '1965-01-01 00:00:00 UTC' deep/link
            touch -d '2024-06-01 00:00:00.5 UTC' deep/er deep empty
            """#
        )
    }

    /// What `find` and `sha256sum` say of a folder, by line.
    func describe(_ folder: String, _ pattern: String = #"%P|%y|%m|%U|%G|%T@|%l|%n\0"#) throws -> [String] {
        try lines(
            """
            cd '\(folder)'
            find . -mindepth 1 -printf '\(pattern)' | sort -z | tr '\\0' '\\n'
            find . -type f -print0 | sort -z | xargs -0 sha256sum
            """
        )
    }

    /// The extended attributes and access control lists of a folder, by line.
    func describeAttributes(_ folder: String) throws -> [String] {
        try lines(
            """
            cd '\(folder)'
            find . -mindepth 1 -print0 | sort -z | xargs -0 getfattr -h -d -m - -e hex --
            find . -mindepth 1 \\! -type l -print0 | sort -z | xargs -0 getfacl -n --
            """
        )
    }
}
