import CLinux
import DRCore

/// Looks at files.
struct FileAdapter: ActionAdapter {
    /// What it looks for.
    enum Verb: String, CaseIterable {
        case present
        case absent
        case hash
    }

    private let verb: Verb

    init(_ verb: Verb) {
        self.verb = verb
    }

    var realism: Realism { .real }

    func check(_ call: ActionCall, _ context: ActionContext) throws {}

    func perform(_ call: ActionCall, _ context: ActionContext) throws -> ActionOutcome {
        let path = try call.required("path")
        var status = stat()
        let isThere = lstat(path, &status) == 0
        let number = clinux_errno()
        if !isThere, number != ENOENT, number != ENOTDIR { throw DRError.system("look at", path, errno: number) }
        switch verb {
        case .absent: return ActionOutcome(holds: !isThere, isThere ? "\(path) is there" : "\(path) is not there")
        case .present:
            guard isThere else { return ActionOutcome(holds: false, "\(path) is not there") }
            let age = context.clock.now.seconds(since: Timestamp(status.st_mtim))
            let isYoung = call.nanoseconds("max_age").map { age <= Double($0) / 1e9 } ?? true
            return ActionOutcome(holds: isYoung, "\(path) is \(Int(age)) s old", output: path)
        case .hash:
            guard isThere else { return ActionOutcome(holds: false, "\(path) is not there") }
            let digest = try FileDigest.ofFile(path)
            let expected = try call.text("sha256")
            return ActionOutcome(holds: expected.map { $0 == digest } ?? true, "SHA-256 \(digest)", output: digest)
        }
    }
}
