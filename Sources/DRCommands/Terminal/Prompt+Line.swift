import CLinux
import DRCore

extension Prompt {
    /// Asks until there is an answer that can be used; an empty one takes what stands in brackets.
    ///
    /// - Parameter read: makes a value of the answer; a `DRError` that it throws is shown and the question repeated.
    func ask<Value>(_ question: String, usual: String, read: (String) throws -> Value) throws -> Value {
        let terminal = try FileDescriptor.open(Self.terminal, O_RDWR | O_NOCTTY)
        while true {
            try write("\(question)\(usual.isEmpty ? "" : " [\(usual)]"): ", terminal)
            let line = String(decoding: try readLine(terminal), as: UTF8.self)
            let words = line.split(separator: " ").joined(separator: " ")
            do {
                return try read(words.isEmpty ? usual : line)
            } catch let error as DRError where error.code == .usage || error.code == .configurationInvalid {
                let hint = error.hint.map { "; " + $0 } ?? ""
                try write("  " + Printable.text(error.message + hint) + "\n", terminal)
            }
        }
    }

    /// Says something to the person who is asked.
    func say(_ text: String) throws {
        try write(text + "\n", FileDescriptor.open(Self.terminal, O_RDWR | O_NOCTTY))
    }

    /// Asks for yes or no.
    func confirm(_ question: String, usual: Bool) throws -> Bool {
        try ask(question, usual: usual ? "yes" : "no") { answer in
            switch answer.lowercased() {
            case "y", "yes": return true
            case "n", "no": return false
            default: throw DRError(.usage, "answer yes or no")
            }
        }
    }
}
