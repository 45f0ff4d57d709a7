import ArgumentParser

/// How scenarios are rehearsed.
struct DrillOptions: ParsableArguments {
    @Flag(help: "All scenarios, one after another.")
    var all = false

    @Flag(help: "Change nothing; check whether everything is ready.")
    var dryRun = false

    @Flag(help: "Answer all questions with yes; the report says that nobody was asked.")
    var assumeYes = false
}
