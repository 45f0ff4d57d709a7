import ArgumentParser

/// Which alerts somebody changes, and what is noted of it.
struct AlertChoice: ParsableArguments {
    @Option(name: .shortAndLong, help: ArgumentHelp("What to note beside your name.", valueName: "text"))
    var message: String?

    @Argument(help: ArgumentHelp("The numbers of the alerts, as dr alerts list shows them.", valueName: "id"))
    var ids: [Int64]
}
