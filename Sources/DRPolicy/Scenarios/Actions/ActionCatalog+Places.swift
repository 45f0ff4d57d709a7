extension ActionCatalog {
    /// Traffic, networks, releases, damage, evidence.
    static let places: [ActionShape] = [
        .probe(
            "traffic.state",
            "Whether HAProxy sends traffic to a server; says the state.",
            [
                .required("service", .service([.haproxy]), "The proxy."),
                .required("server", .text("BACKEND/SERVER"), "The server."),
                .required("is", .choice(["ready", "drain", "maint"]), "The state that is expected."),
            ]
        ),
        .change(
            "traffic.set",
            "Tells HAProxy whether to send traffic to a server, through its runtime API.",
            [
                .required("service", .service([.haproxy]), "The proxy."),
                .required("server", .text("BACKEND/SERVER"), "The server."),
                .required("state", .choice(["ready", "drain", "maint"]), "The state."),
                .optional("close_sessions", .boolean, "Whether sessions that are open are closed; true without."),
            ]
        ),
        .probe(
            "network.linked",
            "Whether the device of a network is up.",
            [.required("service", .service([.network]), "The network.")]
        ),
        .probe(
            "network.unlinked",
            "Whether the device of a network is down.",
            [.required("service", .service([.network]), "The network.")]
        ),
        .change(
            "network.isolate",
            "Takes the device of a network down.",
            [.required("service", .service([.network]), "The network.")]
        ),
        .change(
            "network.partition",
            "Drops what a network sends to some addresses.",
            [
                .required("service", .service([.network]), "The network."),
                .required("from", .texts("an address or a prefix"), "The addresses."),
            ]
        ),
        .change(
            "network.heal",
            "Takes the device of a network up and lets all addresses be reached again.",
            [
                .required("service", .service([.network]), "The network."),
                .optional("from", .texts("an address or a prefix"), "The addresses that were partitioned."),
            ]
        ),
        .probe(
            "release.current",
            "Which release is current; says its name.",
            [
                .required("service", .service([.release]), "The releases."),
                .optional("is", .text("a release"), "The release that is expected."),
            ]
        ),
        .change(
            "release.switch",
            "Makes a release the current one, and remembers the one before.",
            [
                .required("service", .service([.release]), "The releases."),
                .required("to", .text("a release"), "The release, a directory beside the link."),
            ]
        ),
        .change(
            "release.rollback",
            "Makes the release current that was current before the drill changed it.",
            [.required("service", .service([.release]), "The releases.")]
        ),
        .change(
            "corrupt.bytes",
            "Changes bytes of a file below a directory, after keeping a copy of it.",
            [
                .required("service", .service([.directory]), "The directory."),
                .required("file", .text("a path below it"), "The file."),
                .required("offset", .integer(0...Int(Int32.max)), "The first byte."),
                .required("count", .integer(1...(1 << 24)), "How many bytes."),
            ]
        ),
        .change(
            "corrupt.page",
            "Changes a page of a file below a directory, after keeping a copy of it.",
            [
                .required("service", .service([.directory]), "The directory."),
                .required("file", .text("a path below it"), "The file."),
                .required("page", .integer(0...(1 << 24)), "The page, from 0."),
                .optional("size", .integer(512...65_536), "The size of a page; 8192 without."),
            ]
        ),
        .change(
            "corrupt.encrypt",
            "Replaces all files below a directory by noise under other names, after keeping copies; a harmless stand-in.",
            [
                .required("service", .service([.directory]), "The directory."),
                .optional("suffix", .text("a suffix"), "What is added to the names; .locked without."),
            ]
        ),
        .change(
            "corrupt.undo",
            "Puts back the copies that were kept of what the drill damaged below a directory.",
            [.required("service", .service([.directory]), "The directory.")]
        ),
        .keep(
            "evidence.collect",
            "Copies files into the directory of the drill and notes their SHA-256.",
            [.required("paths", .texts("an absolute path"), "The files and directories.")]
        ),
        .keep(
            "evidence.seal",
            "Makes the evidence of the drill read-only and hashes the list of it; says that SHA-256.",
            [.optional("note", .text("a sentence"), "What is said about it.")]
        ),
    ]
}
