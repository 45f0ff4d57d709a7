import CLinux
import DRCore
import DRPolicy
import DRRepository
import DRStorage

extension PlanBackups {
    package func rotatePassword(plan: String, memory: String, _ cancellation: Cancellation) throws -> Int {
        let (name, path) = try passwordFile(of: plan)
        let access = access(cancellation)
        let old = try access.password(name)
        // The first one of the drill is what has to be refused in the end, also when a crash made it begin anew.
        if try FileBytes.read(memory, limit: 65_536) == nil {
            try FileBytes.replace(memory, with: old.revealed, mode: 0o600)
        }
        let fresh = Secret(PasswordFileMaker.password())
        let opened = try access.open(name)
        let key = try opened.addKey(password: fresh)
        // From here on both open it; whoever dies before the next line still has the old one in its file.
        try replace(path, fresh)
        let again = try access.open(name)
        guard again.keyID == key else {
            throw DRError(.integrity, "another key answers to the new password", object: name)
        }
        var count = 0
        for (id, _) in try again.keys(damaged: { _, _ in }) where id != key {
            try again.removeKey(id)
            count += 1
        }
        return count
    }

    package func refusesOldPassword(plan: String, memory: String) throws -> Bool {
        guard let old = try FileBytes.read(memory, limit: 65_536) else {
            throw DRError(.failed, "the drill has replaced no password, so there is no old one to try", object: plan)
        }
        let (name, _) = try passwordFile(of: plan)
        let access = access(Cancellation())
        _ = try access.open(name)
        do {
            _ = try Repository.open(access.storage(name), password: Secret(old))
            return false
        } catch let error as DRError where error.code == .wrongPassword {
            return true
        }
    }

    /// The repository of a plan, and the file that holds its password.
    private func passwordFile(of plan: String) throws -> (repository: String, path: String) {
        let name = try installation.plan(plan).repository
        guard case .file(let path) = try installation.repository(name).password else {
            throw DRError(
                .failed,
                "the password does not come from a file, so dr cannot replace it",
                object: "repositories.\(name).password",
                hint: "replace it where it is kept, with dr key add and dr key remove"
            )
        }
        return (name, path)
    }

    private func replace(_ path: String, _ password: Secret<[UInt8]>) throws {
        var status = stat()
        guard stat(path, &status) == 0 else { throw DRError.system("look at", path, errno: clinux_errno()) }
        try FileBytes.replace(path, with: password.revealed + [UInt8(ascii: "\n")], mode: status.st_mode & 0o777)
        guard chown(path, status.st_uid, status.st_gid) == 0 || geteuid() != 0 else {
            throw DRError.system("set the owner of", path, errno: clinux_errno())
        }
    }
}
