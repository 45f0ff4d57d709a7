import ArgumentParser
import DRCore
import DRRepository

/// An option of a command, as the argument parser describes it.
struct ManualOption {
    private(set) var kind = ""
    private(set) var section = ""
    private(set) var isShown = false
    private var names: [(kind: String, name: String)] = []
    private var valueName = ""
    private var abstract = ""
    private var defaultValue = ""

    /// The options of a command, without its positional arguments and without `--help` and `--version`.
    static func all(of command: any ParsableCommand.Type) throws -> [ManualOption] {
        let json = ByteBuffer(command._dumpHelp().utf8)
        var reader = JSONReader(json.bytes)
        var options: [ManualOption] = []
        try reader.beginObject()
        while let key = try reader.nextKey() {
            guard key.string == "command" else {
                try reader.skipValue()
                continue
            }
            try reader.beginObject()
            while let member = try reader.nextKey() {
                guard member.string == "arguments" else {
                    try reader.skipValue()
                    continue
                }
                try reader.beginArray()
                while try reader.nextElement() { options.append(try ManualOption(&reader)) }
            }
        }
        return options.filter { option in
            option.isShown && option.kind != "positional"
                && !option.names.contains { $0.name == "help" || $0.name == "version" }
        }
    }

    private init(_ reader: inout JSONReader) throws {
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "kind": kind = try reader.string().string
            case "sectionTitle": section = try reader.string().string
            case "valueName": valueName = try reader.string().string
            case "abstract": abstract = try reader.string().string
            case "defaultValue": defaultValue = try reader.string().string
            case "shouldDisplay": isShown = try reader.bool()
            case "names":
                try reader.beginArray()
                while try reader.nextElement() { names.append(try Self.name(&reader)) }
            default: try reader.skipValue()
            }
        }
    }

    private static func name(_ reader: inout JSONReader) throws -> (kind: String, name: String) {
        var kind = ""
        var name = ""
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "kind": kind = try reader.string().string
            case "name": name = try reader.string().string
            default: try reader.skipValue()
            }
        }
        return (kind, name)
    }

    /// The option as a tagged paragraph.
    var roff: String {
        let spelled = names.sorted { $0.kind > $1.kind }.map { (kind, name) in
            "\\fB" + Roff.escape((kind == "short" ? "-" : "--") + name) + "\\fR"
        }
        let value = kind == "option" ? " \\fI" + Roff.escape(valueName) + "\\fR" : ""
        let fallback = defaultValue.isEmpty ? "" : " Default: " + Roff.escape(defaultValue) + "."
        return ".TP\n" + spelled.joined(separator: ", ") + value + "\n" + Roff.text(abstract) + fallback
    }
}
