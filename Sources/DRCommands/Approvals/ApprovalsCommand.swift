import ArgumentParser

/// `dr approvals`: leave for operations that need it.
struct ApprovalsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approvals",
        abstract: "Ask for, give and show approvals of operations.",
        discussion: """
            guardrails.approvals of the configuration says which operations need one. An approval is for one \
            operation on one plan or repository, for the person who asked, once, and it expires.
            """,
        subcommands: [List.self, Request.self, Grant.self, Deny.self]
    )
}
