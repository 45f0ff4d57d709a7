import DRCore

/// Where a repository lies, as the user gives it: a path, `local:PATH` or `file:///PATH`.
package struct Location: Sendable {
    /// The text as the user wrote it.
    package let text: String
    /// The folder that it names.
    package let path: String

    /// Reads what the user gave.
    ///
    /// - Throws: `DRError` with code `usage` for other schemes and empty paths; the message repeats no more than the
    ///   scheme, as the rest may hold a password.
    package init(_ text: String) throws {
        self.text = text
        guard let scheme = Self.scheme(of: text) else {
            path = try Self.checked(text[...])
            return
        }
        let rest = text.dropFirst(scheme.count + 1)
        switch scheme.lowercased() {
        case "local": path = try Self.checked(rest)
        case "file": path = try Self.path(ofFileURL: rest)
        default:
            throw DRError(
                .usage,
                "this version keeps repositories in local or mounted folders only, not in '\(scheme):'",
                object: "the repository given",
                hint: "give a path, or mount the storage; a relative path with a colon is written local:PATH"
            )
        }
    }

    /// The backend for the place; nothing is read yet.
    ///
    /// - Parameters:
    ///   - cancellation: ends the waits between repeats early.
    ///   - onRetry: called before each wait, for the log.
    package func open(
        cancellation: Cancellation = Cancellation(),
        onRetry: @escaping @Sendable (RetryingBackend.Retry) -> Void = { _ in }
    ) -> any Backend {
        RetryingBackend(LocalBackend(path: path, location: text), cancellation: cancellation, onRetry: onRetry)
    }

    /// What stands before the first colon, unless a slash comes first: "/mnt/a:b" and "./a:b" are paths.
    private static func scheme(of text: String) -> Substring? {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let start = text[..<colon]
        return start.isEmpty || start.contains("/") ? nil : start
    }

    private static func checked(_ path: Substring) throws -> String {
        guard !path.isEmpty else {
            throw DRError(.usage, "the path of the repository is empty", hint: "give --repo or DR_REPOSITORY a path")
        }
        guard !path.utf8.contains(0) else {
            throw DRError(.usage, "the path of the repository holds a zero byte")
        }
        return String(path)
    }

    /// The path in what follows "file:" (RFC 8089): an empty host or `localhost`, then an absolute path, percent-encoded.
    private static func path(ofFileURL rest: Substring) throws -> String {
        var path = rest
        if rest.hasPrefix("//") {
            path = rest.dropFirst(2)
            if path.hasPrefix("localhost/") { path = path.dropFirst("localhost".count) }
        }
        guard path.hasPrefix("/"), let decoded = decodePercents(path) else {
            throw DRError(
                .usage,
                "not a file URL with an absolute path",
                object: "file:" + rest,
                hint: "file:///srv/repository"
            )
        }
        return try checked(decoded[...])
    }

    private static func decodePercents(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(Hex.value), let low = rest.popFirst().flatMap(Hex.value) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
