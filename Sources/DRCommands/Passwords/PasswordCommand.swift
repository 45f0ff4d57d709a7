import DRCore
import DROperations
import DRWorkloads

/// Reads a password from what a program prints.
enum PasswordCommand {
    private static let hint = "check --password-command or DR_PASSWORD_COMMAND"

    /// The first line that the command prints, without blanks at both ends.
    ///
    /// The text is split into words at blanks; quotes and backslashes hold words together. No shell is involved.
    static func run(_ text: String, _ cancellation: Cancellation) throws -> Secret<[UInt8]> {
        guard let words = split(text), let program = words.first else {
            throw DRError(.usage, "the password command is empty or a quote in it is not closed", hint: hint)
        }
        let output = ByteBuffer()
        let status = try ChildProcess.run(words, cancellation: cancellation) { bytes in
            guard output.count < 1 << 16 else { return }
            output.append(bytes)
        }
        guard status == .exited(0) else {
            throw DRError(.failed, "the password command \(status)", object: program, hint: hint)
        }
        let password = PasswordText.firstLine(output.bytes)
        guard !password.isEmpty else {
            throw DRError(.failed, "the password command printed an empty first line", object: program, hint: hint)
        }
        return Secret(password)
    }

    /// The words of a command line, or nil when a quote is not closed.
    ///
    /// Single quotes hold everything, double quotes all but the backslash, which holds the next character.
    static func split(_ text: String) -> [String]? {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var letters = text.makeIterator()
        while let letter = letters.next() {
            switch (letter, quote) {
            case ("\\", nil), ("\\", "\""):
                guard let next = letters.next() else { return nil }
                word = (word ?? "") + String(next)
            case ("'", nil), ("\"", nil):
                quote = letter
                word = word ?? ""
            case (_, .some(let open)) where letter == open: quote = nil
            case (" ", nil), ("\t", nil), ("\n", nil):
                if let word { words.append(word) }
                word = nil
            default: word = (word ?? "") + String(letter)
            }
        }
        guard quote == nil else { return nil }
        if let word { words.append(word) }
        return words
    }
}
