import ArgumentParser
import DRRepository

/// `dr man`: the manual page.
struct ManCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "man",
        abstract: "Print the manual page.",
        usage: "dr man",
        discussion: """
            To read it: dr man | man -l -
            To keep it: dr man > /usr/local/share/man/man1/dr.1
            """
    )

    @OptionGroup(title: "Output options")
    var output: OutputOptions

    func execute(_ context: CommandContext) throws {
        let page = try ManualPage().text
        try context.summary(page) { json in
            json.key("page")
            json.string(page)
        }
    }
}
