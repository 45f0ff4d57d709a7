import CLinux
import DRCore

/// A system call on the target that failed.
struct TargetFailure: Error {
    /// What was tried, in the infinitive.
    let operation: StaticString
    /// The `errno` of the call.
    let number: Int32

    init(_ operation: StaticString, _ number: Int32 = clinux_errno()) {
        self.operation = operation
        self.number = number
    }

    /// Whether everything that follows would fail too.
    var endsRun: Bool {
        switch number {
        case ENOSPC, EDQUOT, EROFS, EMFILE, ENFILE, ENOMEM: true
        default: false
        }
    }

    /// The failure as the user reads it.
    func error(_ path: String) -> DRError { .system(String(describing: operation), path, errno: number) }

    /// The failure as the user reads it next to the path.
    var message: String { "cannot \(operation): " + String(cString: strerror(number)) }

    /// Fails when a call returned less than zero.
    @discardableResult
    @inline(__always)
    static func check(_ result: Int32, _ operation: StaticString) throws -> Int32 {
        if result < 0 { throw TargetFailure(operation) }
        return result
    }
}
