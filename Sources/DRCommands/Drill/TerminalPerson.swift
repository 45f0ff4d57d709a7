import CLinux
import DRCore
import DRPolicy
import DRRecovery

/// The person at the terminal.
struct TerminalPerson: Person {
    let name: String

    var isPerson: Bool { true }

    func answer(_ question: String, _ context: ActionContext) throws -> Bool {
        let text = "\n" + Printable.text(question) + "\nType yes to go on, anything else to stop: "
        try Array(text.utf8).withUnsafeBytes { bytes in
            guard CLinux.write(STDERR_FILENO, bytes.baseAddress, bytes.count) == bytes.count else {
                throw DRError(.failed, "the question could not be shown")
            }
        }
        var line: [UInt8] = []
        while true {
            try context.cancellation.check()
            guard context.remaining > 0 else { throw DRError(.tryLater, "nobody answered in time", object: question) }
            var waited = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
            guard poll(&waited, 1, 100) > 0 else { continue }
            var byte: UInt8 = 0
            guard CLinux.read(STDIN_FILENO, &byte, 1) == 1 else { return false }
            if byte == UInt8(ascii: "\n") { break }
            line.append(byte)
        }
        return String(decoding: line, as: UTF8.self).lowercased() == "yes"
    }
}
