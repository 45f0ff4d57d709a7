import CLinux

/// Another user of this machine, as whom root runs a program.
package enum OtherUser {
    /// The words before the program, so that it has the user, the primary group and the further groups of that user and no
    /// rights of root; none for anybody but root, and for root itself.
    ///
    /// It begins in `/`: the working directory may be closed to that user, as a home is, and programs of PostgreSQL end then.
    ///
    /// - Parameter group: the group where the machine knows the user by number only; there are no further groups then.
    package static func words(user: uid_t, group: gid_t) -> [String] {
        guard geteuid() == 0, user != 0 else { return [] }
        guard let entry = getpwuid(user)?.pointee else {
            return ["setpriv", "--reuid=\(user)", "--regid=\(group)", "--clear-groups"] + beginning
        }
        return ["setpriv", "--reuid=\(user)", "--regid=\(entry.pw_gid)", "--init-groups"] + beginning
    }

    private static let beginning = ["--", "env", "--chdir=/"]
}
