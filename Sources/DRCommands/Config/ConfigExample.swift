import ArgumentParser
import DRCore
import DROperations
import DRRepository

extension ConfigCommand {
    /// `dr config example`: a commented configuration that is valid.
    struct Example: ToolCommand {
        static let configuration = CommandConfiguration(
            commandName: "example",
            abstract: "Print a commented configuration, or write it into a new folder.",
            usage: "dr config example [FILE] | --write FOLDER",
            discussion: """
                The example has three environments: production with hourly and daily backups that are kept for 90 \
                days, staging with daily, development with weekly ones.
                """
        )

        @OptionGroup(title: "Output options")
        var output: OutputOptions

        @Option(
            help: ArgumentHelp(
                "Write the files into this folder, which must be empty or not there.",
                valueName: "folder"
            ),
            completion: .directory
        )
        var write: String?

        @Argument(help: ArgumentHelp("Only this file, such as base.yml.", valueName: "file"))
        var file: String?

        func validate() throws {
            guard write == nil || file == nil else { throw ValidationError("--write takes all files.") }
        }

        func execute(_ context: CommandContext) throws {
            let files = try chosen()
            if let write {
                try NewFolder.write(files.map { NewFolder.File(path: $0.path, content: $0.content) }, to: write)
                let shown = Printable.text(write)
                try context.summary("wrote \(files.count) files to \(shown)") { json in
                    json.key("folder")
                    json.string(write)
                    json.key("files")
                    json.strings(files.map(\.path))
                }
                context.messages.note("  next: edit them, then dr config check --config \(shown)")
                return
            }
            for (index, file) in files.enumerated() {
                let text = String(decoding: file.content, as: UTF8.self)
                if files.count > 1, !context.isJSON {
                    try context.output.line(checked: (index > 0 ? "\n" : "") + "# ----- \(file.path) -----")
                }
                try context.emit("file", text: String(text.dropLast(text.hasSuffix("\n") ? 1 : 0))) { json in
                    json.key("path")
                    json.string(file.path)
                    json.key("content")
                    json.string(text)
                }
            }
            try context.summary { json in
                json.key("files")
                json.number(files.count)
            }
        }

        private func chosen() throws -> [(path: String, content: [UInt8])] {
            guard let file else { return ShippedExample.files }
            let found = ShippedExample.files.filter { $0.path == file || $0.path == file + ".yml" }
            guard found.isEmpty else { return found }
            throw DRError(
                .usage,
                "the example has no such file",
                object: file,
                hint: "there are: " + ShippedExample.files.map(\.path).joined(separator: ", ")
            )
        }
    }
}
