/// The command line of `dr`.
package enum CommandLineTool {
    /// Runs the command that the process arguments name, and exits.
    package static func run() {}
}
