/// A repository: where it lies and how it is written.
package struct RepositorySettings: Hashable, Sendable {
    /// Where it lies, as `--repo` takes it.
    package var url = ""
    /// Where its password comes from.
    package var password = SecretReference.file("")
    /// Whether it lies at another site than what it protects.
    package var isOffSite = false
    /// The repository of which it holds a copy.
    package var copyOf: String?
    /// The region it lies in.
    package var region: String?
    /// The size that packs are filled to, in bytes.
    package var packSize: UInt64 = 16 << 20
    /// How hard new data is compressed.
    package var compression = CompressionChoice.auto
    /// Whether drills may change what protects it.
    package var isDrillAllowed = false
}

extension RepositorySettings {
    static let table = SectionTable("A repository: where it lies and how it is written.", RepositorySettings()) {
        make in
        [
            make.required("url", \.url, .repositoryURL, "Where it lies, as --repo takes it: a path or a URL."),
            make.required("password", \.password, .secret, "Where its password comes from."),
            make.key("off_site", \.isOffSite, .boolean, "Whether it lies at another site than what it protects."),
            make.key("copy_of", \.copyOf, .reference(.repository), "The repository of which it holds a copy."),
            make.key("region", \.region, .reference(.region), "The region it lies in."),
            make.key("pack_size", \.packSize, .size(4 << 20...128 << 20), "The size that packs are filled to."),
            make.key("compression", \.compression, .choice(), "How hard new data is compressed."),
            make.key("drill_allowed", \.isDrillAllowed, .boolean, "Whether drills may change what protects it."),
        ]
    }
}

extension ValueFormat where Value == String {
    /// A place of a repository without a password in it.
    fileprivate static var repositoryURL: ValueFormat {
        ValueFormat(.text(what: "a path or a URL without a password", pattern: nil), write: { $0 }) { value, context in
            guard let text = value.scalar?.text, !text.isEmpty, !text.utf8.contains(0) else {
                context.reportWrong(value, allowed: "a path or a URL")
                return nil
            }
            guard !Redaction.holdsPassword(text) else {
                context.report("the URL holds a password", value, allowed: "a path, or a URL without a password")
                return nil
            }
            return text
        }
    }
}
