extension ActionCatalog {
    /// Processes, commands, addresses, files.
    static let machine: [ActionShape] = [
        .probe(
            "process.running",
            "Whether the process of a service runs.",
            [.required("service", .service([.process]), "The process.")]
        ),
        .probe(
            "process.absent",
            "Whether the process of a service does not run.",
            [.required("service", .service([.process]), "The process.")]
        ),
        .change(
            "process.kill",
            "Sends a signal to the process of a service; after KILL and TERM it waits for the end.",
            [
                .required("service", .service([.process]), "The process."),
                .optional("signal", .choice(["KILL", "TERM", "STOP", "CONT"]), "The signal; KILL without."),
            ]
        ),
        .change(
            "process.stop",
            "Ends the process of a service with TERM, after a grace with KILL.",
            [
                .required("service", .service([.process]), "The process."),
                .optional(
                    "grace",
                    .duration(.milliseconds(10)...(.minutes(10))),
                    "How long TERM may take; 10s without."
                ),
            ]
        ),
        .change(
            "process.start",
            "Starts the process of a service as the environment says, unless it runs.",
            [.required("service", .service([.process]), "The process.")]
        ),
        .probe(
            "command.check",
            "Runs a program that only looks; no shell.",
            [
                .required("run", .words, "The program and its arguments."),
                .optional("on", .text("a host"), "The host to run it on, over ssh."),
                .optional("exit", .integer(0...255), "The exit code that is expected; 0 without."),
                .optional("contains", .text("a text"), "What its output must contain."),
            ]
        ),
        .change(
            "command.run",
            "Runs a program that changes a service; no shell. Also for DNS and whatever has no action of its own.",
            [
                .required("service", .service(ServiceKind.allCases), "The service that it changes."),
                .required("run", .words, "The program and its arguments."),
                .optional("on", .text("a host"), "The host to run it on, over ssh."),
                .optional("exit", .integer(0...255), "The exit code that is expected; 0 without."),
            ]
        ),
        .probe(
            "http.check",
            "Whether an address answers as expected.",
            [
                .required("url", .text("an http address"), "The address."),
                .optional("status", .integer(100...599), "The status that is expected; 200 without."),
                .optional("contains", .text("a text"), "What the answer must contain."),
                timeout,
            ]
        ),
        .probe(
            "http.fails",
            "Whether an address does not answer, or with an error of the server (status 500 and up).",
            [.required("url", .text("an http address"), "The address."), timeout]
        ),
        .probe(
            "tcp.open",
            "Whether an address takes connections.",
            [.required("address", .text("HOST:PORT"), "The address."), timeout]
        ),
        .probe(
            "tcp.closed",
            "Whether an address takes no connections.",
            [.required("address", .text("HOST:PORT"), "The address."), timeout]
        ),
        .probe(
            "file.present",
            "Whether a file is there, and young enough.",
            [
                .required("path", .text("an absolute path"), "The file."),
                .optional("max_age", .duration(.milliseconds(1)...(.days(366))), "How old it may be."),
            ]
        ),
        .probe(
            "file.absent",
            "Whether nothing is at a path.",
            [.required("path", .text("an absolute path"), "The path.")]
        ),
        .probe(
            "file.scan",
            "Whether files below a directory bear signs of an intruder; with clamscan where it is installed.",
            [.required("path", .text("an absolute path"), "The directory.")]
        ),
        .probe(
            "file.hash",
            "Whether a file has a content; says the SHA-256 of it.",
            [
                .required("path", .text("an absolute path"), "The file."),
                .optional("sha256", .text("64 hexadecimal digits"), "The SHA-256 that is expected."),
            ]
        ),
    ]
}
