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
}
