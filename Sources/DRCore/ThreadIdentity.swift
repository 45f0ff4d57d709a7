import CLinux

/// The user and the groups that one thread acts as, while the others of the process stay what they are.
package struct ThreadIdentity: Sendable {
    private let user: uid_t
    private let group: gid_t
    private let groups: [gid_t]

    /// A user of this machine, with the groups that the user is in.
    ///
    /// - Throws: `DRError` when nobody has this number, or the groups cannot be read.
    package init(user: uid_t) throws {
        guard let entry = getpwuid(user)?.pointee else {
            throw DRError(.failed, "there is no user of this number", object: String(user))
        }
        self.user = user
        group = entry.pw_gid
        var count: Int32 = 64
        var groups = [gid_t](repeating: 0, count: Int(count))
        while getgrouplist(entry.pw_name, entry.pw_gid, &groups, &count) < 0 {
            guard Int(count) > groups.count else {
                throw DRError(.failed, "the groups of a user cannot be read", object: String(user))
            }
            groups = [gid_t](repeating: 0, count: Int(count))
        }
        self.groups = Array(groups.prefix(Int(count)))
    }

    private init() throws {
        user = geteuid()
        group = getegid()
        var groups = [gid_t](repeating: 0, count: Int(max(getgroups(0, nil), 0)))
        let count = getgroups(Int32(groups.count), &groups)
        guard count >= 0 else { throw DRError.system("read the groups of", "this process", errno: clinux_errno()) }
        self.groups = Array(groups.prefix(Int(count)))
    }

    /// Runs work as this user, which needs root; afterwards the thread is again what it was.
    ///
    /// - Throws: what `body` throws; `DRError` when the thread may not become this user, and the work is not begun.
    package func perform<Result>(_ body: () throws -> Result) throws -> Result {
        let own = try ThreadIdentity()
        guard user != own.user else { return try body() }
        guard assume() else {
            let number = clinux_errno()
            own.restore()
            throw DRError.system("act as the user", String(user), errno: number)
        }
        defer { own.restore() }
        return try body()
    }

    /// The groups first: once the user has changed, the thread may change nothing else.
    private func assume() -> Bool {
        clinux_set_thread_groups(groups.count, groups) == 0 && clinux_set_thread_group(group) == 0
            && clinux_set_thread_user(user) == 0
    }

    /// The user first, who may do the rest.
    ///
    /// Ends the process when the system refuses: no caller may go on with the rights of somebody else, also not to clean up.
    private func restore() {
        guard
            clinux_set_thread_user(user) != 0 || clinux_set_thread_group(group) != 0
                || clinux_set_thread_groups(groups.count, groups) != 0
        else { return }
        let text =
            "dr: a thread that acted for another user could not become user \(user) again (errno \(clinux_errno())), so "
            + "the program ends at once; run it again, its locks clear themselves\n"
        _ = Array(text.utf8).withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
        _exit(DRError.Code.failed.rawValue)
    }
}
