import CLinux
import DRCore
import Synchronization

/// Hands the log of an archive to a server that recovers on this machine, through files in a directory: the server needs
/// neither the repository nor its password, and only a few segments lie on the disk at a time.
///
/// The server asks by making a file; an answer appears as `done/NAME`, or as `absent/NAME` when the archive certainly does
/// not have it, or as `doubt/NAME`, which ends the recovery instead of letting it end too early.
package final class LogFeeder: @unchecked Sendable {
    /// So many segments after the one that was asked for are fetched ahead.
    private static let ahead: UInt64 = 4
    private static let pause: UInt32 = 3_000

    private let shelf: BaseShelf
    private let choice: RecoveryChoice
    private let folder: String
    private let owner: (uid: uid_t, gid: gid_t)
    private let isStopped = Atomic<Bool>(false)
    private var thread: WorkerThread?
    /// Segments that were fetched and not taken yet, by name.
    private var fetched: Set<String> = []
    private let failure = FirstFailure()

    /// Prepares a directory and starts to answer on a thread of its own.
    ///
    /// - Parameters:
    ///   - shelf: used by that thread alone until `stop`.
    ///   - folder: a new directory, which the owner of the server must be able to reach.
    package init(
        _ shelf: BaseShelf,
        _ choice: RecoveryChoice,
        folder: String,
        owner: (uid: uid_t, gid: gid_t)
    ) throws {
        self.shelf = shelf
        self.choice = choice
        self.folder = folder
        self.owner = owner
        for path in [folder] + Self.parts.map({ folder + "/" + $0 }) {
            guard mkdir(path, 0o700) == 0 || clinux_errno() == EEXIST else {
                throw DRError.system("create the directory", path, errno: clinux_errno())
            }
            try own(path)
        }
        try FileBytes.replace(folder + "/fetch", with: Array(Self.script.utf8), mode: 0o500)
        try own(folder + "/fetch")
        thread = try WorkerThread { [self] in answer() }
    }

    private static let parts = ["want", "done", "absent", "doubt"]

    /// What the server runs: 0 when the file is there, 1 when it certainly is not, 126 for any doubt.
    private static let script = """
        #!/bin/sh
        # Asks dr for a file of the write-ahead log and waits for it.
        d=${0%/fetch}
        : >"$d/want/$1" || exit 126
        while [ ! -e "$d/done/$1" ]; do
          [ ! -e "$d/absent/$1" ] || exit 1
          [ ! -e "$d/doubt/$1" ] || exit 126
          [ -d "$d/want" ] && [ ! -e "$d/closed" ] || exit 126
          sleep 0.01
        done
        mv "$d/done/$1" "$2" || exit 126

        """

    /// The command for the server.
    package var restoreCommand: String { "\"\(folder)/fetch\" \"%f\" \"%p\"" }

    /// Ends the answering; what the server asks from now on is in doubt.
    ///
    /// - Throws: what kept a file from being fetched.
    package func stop() throws {
        guard let thread else { return }
        isStopped.store(true, ordering: .releasing)
        thread.join()
        self.thread = nil
        _ = try FileDescriptor.open(folder + "/closed", O_WRONLY | O_CREAT)
        try failure.rethrow()
    }

    private func own(_ path: String) throws {
        guard geteuid() == 0, chown(path, owner.uid, owner.gid) != 0 else { return }
        throw DRError.system("set the owner of", path, errno: clinux_errno())
    }

    private func answer() {
        while !isStopped.load(ordering: .acquiring) {
            do {
                let wanted = try FileBytes.names(in: folder + "/want")
                for name in wanted { try serve(name) }
                if wanted.isEmpty { usleep(Self.pause) }
            } catch {
                failure.record(error)
                usleep(100_000)
            }
        }
    }

    private func serve(_ name: String) throws {
        unlink(folder + "/want/" + name)
        do {
            if fetched.remove(name) != nil {
                try publish(name, from: folder + "/" + name)
            } else if try fetch(name) {
                try publish(name, from: folder + "/" + name)
            } else {
                _ = try FileDescriptor.open(folder + "/absent/" + name, O_WRONLY | O_CREAT, mode: 0o644)
            }
        } catch {
            failure.record(error)
            _ = try FileDescriptor.open(folder + "/doubt/" + name, O_WRONLY | O_CREAT, mode: 0o644)
            return
        }
        try fetchAhead(of: name)
    }

    /// Fetches a file; in place of a last segment that is not whole its unfinished end, when the recovery stays on its
    /// timeline.
    private func fetch(_ name: String) throws -> Bool {
        let archive = shelf.archive
        if try archive.extract(name, to: folder + "/" + name) { return true }
        let partial = name + ".partial"
        guard let segment = WALSegment(name: name, size: choice.base.record.segmentSize), archive.files[partial] != nil,
            try segment.timeline == choice.reach.timeline || !archive.isContinued(afterSegment: name)
        else { return false }
        return try archive.extract(partial, to: folder + "/" + name)
    }

    private func publish(_ name: String, from path: String) throws {
        unlink(folder + "/absent/" + name)
        try own(path)
        guard rename(path, folder + "/done/" + name) == 0 else {
            throw DRError.system("hand over", path, errno: clinux_errno())
        }
    }

    private func fetchAhead(of name: String) throws {
        guard let segment = WALSegment(name: name, size: choice.base.record.segmentSize) else { return }
        for number in segment.number + 1..<segment.number + 1 + Self.ahead {
            let next = choice.reach.segment(number).name
            // Whoever is waiting goes before.
            guard try FileBytes.names(in: folder + "/want").isEmpty else { return }
            if !fetched.contains(next), try fetch(next) { fetched.insert(next) }
        }
    }
}
