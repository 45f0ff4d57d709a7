import ArgumentParser

/// How a command reports; accepted before and after its name.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Write results as JSON, one object a line, a summary or an error last.")
    var json = false

    @Flag(name: .shortAndLong, help: "No progress and no notes; warnings and errors stay.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Say more about what is done.")
    var verbose = false

    func validate() throws {
        guard !(quiet && verbose) else { throw ValidationError("--quiet and --verbose exclude each other.") }
    }
}
