import DRCore

extension ValueFormat {
    /// A format for values that are a single text, read by `parse`; `allowed` says what may stand there.
    static func single(
        what: String,
        pattern: String? = nil,
        allowed: String,
        write: @escaping @Sendable (Value) -> String,
        parse: @escaping @Sendable (String) -> Value?
    ) -> ValueFormat {
        ValueFormat(.text(what: what, pattern: pattern), write: { write($0) }) { value, context in
            guard let text = value.scalar?.text, let parsed = parse(text) else {
                context.reportWrong(value, allowed: allowed)
                return nil
            }
            return parsed
        }
    }
}

extension ValueFormat where Value == String {
    /// Any text that is not empty.
    static func text(_ what: String = "a text") -> ValueFormat {
        single(what: what, allowed: what, write: { $0 }, parse: { $0.isEmpty || $0.utf8.contains(0) ? nil : $0 })
    }

    /// An absolute path.
    static var absolutePath: ValueFormat {
        single(
            what: "an absolute path",
            pattern: "^/",
            allowed: "an absolute path, such as /srv/app",
            write: { $0 },
            parse: { $0.hasPrefix("/") && !$0.utf8.contains(0) ? $0 : nil }
        )
    }

    /// A SHA-256 in hexadecimal digits, which are made lower case.
    static var sha256: ValueFormat {
        single(
            what: "a SHA-256",
            pattern: "^[0-9A-Fa-f]{64}$",
            allowed: "64 hexadecimal digits, as sha256sum prints them",
            write: { $0 },
            parse: { text in
                text.utf8.count == 64 && text.allSatisfy { $0.isHexDigit && $0.isASCII } ? text.lowercased() : nil
            }
        )
    }

    /// An address that begins with `http://` or `https://` and holds no password.
    static var webAddress: ValueFormat {
        single(
            what: "an http or https address",
            pattern: "^https?://[^/@]+(/|$)",
            allowed: "http://HOST/ or https://HOST/, without a password",
            write: { $0 },
            parse: { text in
                guard let rest = ["http://", "https://"].first(where: text.hasPrefix).map({ text.dropFirst($0.count) })
                else { return nil }
                let host = rest.prefix { $0 != "/" }
                return host.isEmpty || host.contains("@") ? nil : text
            }
        )
    }

    /// A zone of the IANA database by its name.
    static var timeZone: ValueFormat {
        single(
            what: "a time zone",
            pattern: "^[A-Za-z][A-Za-z0-9_+/-]*$",
            allowed: "a zone by its name, such as UTC or Europe/Berlin",
            write: { $0 },
            parse: { TimeZoneDatabase.isName($0) ? $0 : nil }
        )
    }
}

extension ValueFormat where Value == Bool {
    /// `true` or `false`.
    static var boolean: ValueFormat {
        ValueFormat(.boolean, write: { String($0) }) { value, context in
            guard let scalar = value.scalar, scalar.isPlain, let parsed = Bool(scalar.text) else {
                context.reportWrong(value, allowed: ValueShape.boolean.allowed)
                return nil
            }
            return parsed
        }
    }
}

extension ValueFormat where Value == Int {
    /// A whole number within a range.
    static func integer(_ range: ClosedRange<Int>) -> ValueFormat {
        ValueFormat(.integer(range), write: { String($0) }) { value, context in
            guard let scalar = value.scalar, scalar.isPlain, let parsed = Int(scalar.text), range.contains(parsed)
            else {
                context.reportWrong(value, allowed: ValueShape.integer(range).allowed)
                return nil
            }
            return parsed
        }
    }
}

extension ValueFormat where Value == UInt64 {
    /// A size in bytes within a range, written `16M` or `1.5 GiB`.
    static func size(_ range: ClosedRange<UInt64>) -> ValueFormat {
        single(
            what: "a size",
            pattern: "^[0-9]+(\\.[0-9]+)? ?[KMGTPkmgtp]?(i?[Bb])?$",
            allowed:
                "a size from \(ByteCount.format(range.lowerBound)) to \(ByteCount.format(range.upperBound)), such as 16M",
            write: { ByteCount.format($0) },
            parse: { ByteCount.parse($0).flatMap { range.contains($0) ? $0 : nil } }
        )
    }
}

extension ValueFormat where Value == Duration {
    /// A length of time within a range, written `90d`, `15m` or `1h30m`.
    static func duration(_ range: ClosedRange<Duration>) -> ValueFormat {
        let limits = "\(DurationText.format(range.lowerBound)) to \(DurationText.format(range.upperBound))"
        return single(
            what: "a length of time",
            pattern: "^([0-9]+[wdhms])+$",
            allowed: "a time from \(limits) in w, d, h, m, s, such as 1h30m",
            write: { DurationText.format($0) },
            parse: { DurationText.parse($0).flatMap { range.contains($0) ? $0 : nil } }
        )
    }
}

extension ValueFormat where Value: RawRepresentable<String> & CaseIterable {
    /// One of the cases of a type.
    static func choice(_: Value.Type = Value.self) -> ValueFormat {
        let words = Value.allCases.map(\.rawValue)
        return ValueFormat(.choice(words), write: { $0.rawValue }) { value, context in
            guard let text = value.scalar?.text, let parsed = Value(rawValue: text) else {
                let text = context.hidesValues ? nil : value.scalar?.written
                context.reportWrong(
                    value,
                    allowed: words.joined(separator: ", "),
                    suggestion: text.flatMap { NearestName.find($0, in: words) }
                )
                return nil
            }
            return parsed
        }
    }
}
