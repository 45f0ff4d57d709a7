extension ActionCatalog {
    private static let cluster = ActionArgument.required("service", .service([.postgresql]), "The cluster.")

    /// Backups, PostgreSQL, credentials, repositories.
    static let recovery: [ActionShape] = [
        .probe(
            "backup.fresh",
            "Whether the newest restore point of a plan is young enough; says its name.",
            [
                .required("plan", .plan, "The plan."),
                .required("max_age", .duration(.seconds(1)...(.days(366))), "How old it may be."),
            ]
        ),
        .probe(
            "backup.complete",
            "Whether the repository has all restore points of a plan that the catalog knows, but for what retention removed.",
            [
                .required("plan", .plan, "The plan."),
                .optional("missing", .boolean, "Whether missing ones are what is looked for; false without."),
            ]
        ),
        .probe(
            "backup.verify",
            "Whether the repository of a plan is sound; reads a part of the data.",
            [
                .required("plan", .plan, "The plan."),
                .optional("read_data", .boolean, "Whether every byte is read; false without."),
            ]
        ),
        .change(
            "backup.run",
            "Backs a plan up; says the name of the restore point.",
            [
                .required("plan", .plan, "The plan."),
                .optional("full", .boolean, "Whether every byte is read again; false without."),
            ]
        ),
        .change(
            "backup.restore",
            "Restores a restore point of a plan into a directory; says the path.",
            [
                .required("plan", .plan, "The plan."),
                .required(
                    "service",
                    .service([.directory]),
                    "The directory, which takes the place of the plan's source."
                ),
                .optional("snapshot", .text("a restore point"), "The restore point; the newest without."),
                .optional("delete", .boolean, "Whether what the restore point lacks is removed; false without."),
            ]
        ),
        .keep(
            "backup.rehearse",
            "Restores a restore point of a plan into the directory of the drill; says the path.",
            [
                .required("plan", .plan, "The plan."),
                .optional("snapshot", .text("a restore point"), "The restore point; the newest without."),
            ]
        ),
        .probe(
            "backup.clean_point",
            "Finds the newest restore point of a plan that no sign calls suspect; says its name.",
            [.required("plan", .plan, "The plan.")]
        ),
        .probe("postgres.primary", "Whether a cluster takes writes.", [cluster]),
        .probe(
            "postgres.streaming",
            "Whether a standby receives WAL from its primary.",
            [
                cluster,
                .optional("max_lag", .duration(.milliseconds(1)...(.hours(24))), "How far behind it may be."),
            ]
        ),
        .probe(
            "postgres.sound",
            "Whether the checksums and indexes of a cluster are sound.",
            [
                cluster,
                .optional("damaged", .boolean, "Whether damage is what is looked for; false without."),
            ]
        ),
        .change("postgres.promote", "Makes a standby the primary.", [cluster]),
        .change(
            "postgres.fence",
            "Stops a cluster, makes it a standby should it start again, and proves by a write attempt that it takes none.",
            [
                cluster,
                .optional(
                    "graceful",
                    .boolean,
                    "Whether the standby gets all that was written first, for a planned switch; false without."
                ),
            ]
        ),
        .change(
            "postgres.resume",
            "Gives a fenced cluster its place back, unless another took it; says resumed or superseded.",
            [
                cluster,
                .required("unless", .service([.postgresql]), "The cluster that may have taken its place."),
            ]
        ),
        .change(
            "postgres.restart",
            "Stops a cluster in order and starts it, so that it reads its files anew.",
            [cluster]
        ),
        .probe("postgres.fenced", "Whether a cluster that was fenced takes no writes.", [cluster]),
        .change(
            "postgres.rejoin",
            "Makes a former primary a standby again: rewinds it, or copies it anew.",
            [
                cluster,
                .required("of", .service([.postgresql]), "The primary."),
            ]
        ),
        .change(
            "postgres.restore",
            "Restores a plan in the place of a cluster, to a moment, and starts it as a primary.",
            [
                cluster,
                .required("plan", .plan, "The plan."),
                .required("to", .text("a moment"), "RFC 3339, latest, or what postgres.find_moment says."),
                .optional(
                    "archive",
                    .boolean,
                    "Whether it archives its log afterwards as the original did; false without, as a copy must not."
                ),
                .optional(
                    "log_of",
                    .service([.postgresql]),
                    "A running cluster whose newest log must have reached the archive first."
                ),
            ]
        ),
        .probe(
            "postgres.restorable",
            "Whether a plan of a cluster can be restored to now, as far as dr restore can tell without restoring.",
            [.required("plan", .plan, "The plan.")]
        ),
        .change(
            "postgres.find_moment",
            "Finds the transaction that damaged a cluster, by trying states in another place; says the moment before it.",
            [
                cluster,
                .required("plan", .plan, "The plan."),
                .required("into", .service([.postgresql]), "The cluster in whose place states are tried."),
                .required("holds", .text("a query"), "A query that gives true while the data is sound."),
                .optional("database", .text("a database"), "The database."),
                .optional("since", .duration(.seconds(1)...(.days(7))), "How far back is looked; 1h without."),
            ]
        ),
        .probe(
            "sql.query",
            "Asks a cluster; says the first value of the answer.",
            [
                cluster,
                .required("query", .text("a query"), "The query."),
                .optional("database", .text("a database"), "The database."),
                .optional("is", .text("a value"), "The value that is expected."),
            ]
        ),
        .change(
            "sql.execute",
            "Changes a cluster.",
            [
                cluster,
                .required("statement", .text("a statement"), "The statement."),
                .optional("database", .text("a database"), "The database."),
            ]
        ),
        .change(
            "credentials.rotate",
            "Replaces the credentials of a repository.",
            [.required("plan", .plan, "A plan that writes to it.")]
        ),
        .probe(
            "credentials.refused",
            "Whether the credentials from before are refused.",
            [.required("plan", .plan, "A plan that writes to the repository.")]
        ),
        .change(
            "repository.hold",
            "Keeps retention and prune of a plan from removing anything.",
            [
                .required("plan", .plan, "The plan."),
                .required("reason", .text("a sentence"), "Why."),
            ]
        ),
        .change(
            "repository.release",
            "Ends the hold of this drill.",
            [.required("plan", .plan, "The plan.")]
        ),
        .change(
            "repository.forget",
            "Removes the newest restore points of a plan with nothing but the password, as an intruder does, after keeping copies.",
            [
                .required("plan", .plan, "The plan; a copy of its repository must hold them."),
                .optional("newest", .integer(1...1000), "How many; 10 without."),
            ]
        ),
        .change(
            "repository.unforget",
            "Puts back the copies that were kept of the restore points that the drill removed.",
            [.required("plan", .plan, "The plan.")]
        ),
        .change(
            "repository.refill",
            "Brings the restore points of a plan that are missing back from a copy of its repository; says how many.",
            [.required("plan", .plan, "The plan.")]
        ),
        .probe(
            "repository.protected",
            "Whether tries to add a restore point to the repository of a plan, and to change one, are refused.",
            [.required("plan", .plan, "The plan.")]
        ),
        .change(
            "repository.read_only",
            "Refuses all writes to the repository of a plan.",
            [.required("plan", .plan, "The plan.")]
        ),
        .change(
            "repository.writable",
            "Allows writes to the repository of a plan again.",
            [.required("plan", .plan, "The plan.")]
        ),
    ]
}
