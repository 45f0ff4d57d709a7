import DRCore

/// The configuration that is shipped as an example, built into the program.
enum ShippedExample {
    /// The files by their paths in the folder, in the order in which one reads them.
    ///
    /// They are those of `docs/examples/config` and `retention`, to which the links in `Files` lead.
    static let files: [(path: String, content: [UInt8])] = [
        ("base.yml", PackageResources.base_yml),
        ("production.yml", PackageResources.production_yml),
        ("staging.yml", PackageResources.staging_yml),
        ("development.yml", PackageResources.development_yml),
        ("retention/production.yml", PackageResources.retention_production_yml),
        ("retention/staging.yml", PackageResources.retention_staging_yml),
        ("retention/development.yml", PackageResources.retention_development_yml),
        ("retention/audit.yml", PackageResources.retention_audit_yml),
    ]

    /// The retention policies with what they are for, in the order in which they are proposed.
    static var policies: [(name: String, summary: String)] {
        files.compactMap { path, content in
            guard path.hasPrefix("retention/"), path.hasSuffix(".yml") else { return nil }
            let name = String(path.dropFirst("retention/".count).dropLast(".yml".count))
            let text = String(decoding: content, as: UTF8.self)
            let line = text.split(separator: "\n").first { $0.hasPrefix("description: ") } ?? ""
            return (name, String(line.dropFirst("description: ".count)))
        }
    }

    /// The file of a retention policy.
    ///
    /// - Throws: `DRError` with code `usage` when there is none of this name.
    static func policy(_ name: String) throws -> [UInt8] {
        guard let file = files.first(where: { $0.path == "retention/\(name).yml" }) else {
            let names = policies.map(\.name).joined(separator: ", ")
            throw DRError(.usage, "there is no such retention policy", object: name, hint: "there are: \(names)")
        }
        return file.content
    }
}
