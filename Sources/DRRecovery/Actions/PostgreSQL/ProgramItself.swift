/// The program that runs, for work that has a command of its own.
package struct ProgramItself: Sendable {
    /// Its path.
    let path: String
    /// The environment that its commands are for.
    let environment: String

    /// Names the program and an environment.
    package init(path: String, environment: String) {
        self.path = path
        self.environment = environment
    }

    /// The words of a command.
    func words(_ command: [String]) -> [String] {
        [path, command[0], "-e", environment, "--quiet"] + command.dropFirst()
    }
}
