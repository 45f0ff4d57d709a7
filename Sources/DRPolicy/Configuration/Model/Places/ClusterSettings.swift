/// A PostgreSQL cluster: how it is reached and where its files lie.
package struct ClusterSettings: Hashable, Sendable {
    /// A host name or the directory of a socket.
    package var host = "/var/run/postgresql"
    /// The port.
    package var port = 5432
    /// The role that connects.
    package var user = "postgres"
    /// Where its password comes from, if it needs one.
    package var password: SecretReference?
    /// The data directory, when it lies on this machine.
    package var dataDirectory: String?
    /// Where the programs of PostgreSQL lie on this machine, when not where its packages put them.
    package var binDirectory: String?
    /// The program that starts the server on this machine; pg_ctl without.
    package var start: [String] = []
}

extension ClusterSettings {
    static let table = SectionTable("How a PostgreSQL cluster is reached and where it lies.", ClusterSettings()) {
        make in
        [
            make.key("host", \.host, .text("a host name or a directory"), "A host name or the directory of a socket."),
            make.key("port", \.port, .integer(1...65_535), "The port."),
            make.key("user", \.user, .text("the name of a role"), "The role that connects."),
            make.key("password", \.password, .secret, "Where its password comes from, if it needs one."),
            make.key("data_directory", \.dataDirectory, .absolutePath, "The data directory on this machine."),
            make.key("bin_directory", \.binDirectory, .absolutePath, "Where the programs of PostgreSQL lie."),
            make.key(
                "start",
                \.start,
                .command,
                "The program that starts the server on this machine and waits for it; pg_ctl without."
            ),
        ]
    }
}
