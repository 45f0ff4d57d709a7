import DRCore
import DRPolicy
import DRRepository

/// Remembers the last configuration of an environment that was valid, so that a broken one still has somebody to tell.
///
/// It lies beside the catalog. Where that is must be found without a valid configuration: the line `state_directory:` of
/// the files says it, else it is the usual place.
package enum LastGoodConfiguration {
    private static let usualPlace = "/var/lib/dr"
    private static let limit = 64 << 20

    /// Keeps the configuration of an installation; nothing is written when it is the one that is kept.
    ///
    /// - Throws: `DRError` when it cannot be written.
    package static func keep(_ installation: Installation) throws {
        let folder = installation.stateDirectory + "/last-good"
        let path = "\(folder)/\(installation.environment).json"
        let bytes = encode(installation.sources)
        guard try FileBytes.read(path, limit: limit) != bytes else { return }
        try StateDirectory.make(folder)
        try FileBytes.replace(path, with: bytes, mode: 0o600)
    }

    /// The last valid configuration of an environment; nil when none is known.
    ///
    /// - Parameters:
    ///   - folder: where the broken configuration lies; nil when not even that is known.
    ///   - environment: nil takes the only one that is known.
    /// - Throws: `DRError` when what is kept cannot be read or is of no use.
    package static func find(
        _ folder: ConfigurationFolder?,
        environment: String?,
        variables: [String: String],
        clock: any WallClock = SystemClock()
    ) throws -> Installation? {
        let state = try folder.flatMap { try stateDirectory(in: $0, environment) } ?? usualPlace
        let kept = state + "/last-good"
        guard FileBytes.isDirectory(kept) else { return nil }
        let names = try FileBytes.names(in: kept).filter { $0.hasSuffix(".json") }
        guard let name = environment.map({ $0 + ".json" }) ?? (names.count == 1 ? names[0] : nil),
            let bytes = try FileBytes.read("\(kept)/\(name)", limit: limit)
        else { return nil }
        let sources = try bytes.withUnsafeBytes { try decode($0, variables: variables) }
        return try Installation.make(sources, clock: clock)
    }

    /// What the files say in so many words; later files win.
    private static func stateDirectory(in folder: ConfigurationFolder, _ environment: String?) throws -> String? {
        var found: String?
        for name in ["base"] + (environment.map { [$0] } ?? []) {
            guard let bytes = try FileBytes.read("\(folder.path)/\(name).yml", limit: ConfigurationFolder.fileLimit)
            else { continue }
            for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
                let key = "state_directory:"
                guard line.hasPrefix(key) else { continue }
                let value = line.dropFirst(key.count).split { $0 == " " || $0 == "\t" || $0 == "\"" || $0 == "'" }.first
                if let value, value.hasPrefix("/") { found = String(value) }
            }
        }
        return found
    }

    private static func encode(_ sources: ConfigurationSources) -> [UInt8] {
        let buffer = ByteBuffer()
        var json = JSONWriter(buffer)
        func write(_ key: String, _ text: ConfigurationText) {
            json.key(key)
            json.beginObject()
            json.key("name")
            json.string(text.name)
            json.key("text")
            text.bytes.withUnsafeBytes { json.string($0) }
            json.endObject()
        }
        json.beginObject()
        json.key("environment")
        json.string(sources.environment)
        write("base", sources.base)
        if let layer = sources.layer { write("layer", layer) }
        json.key("retention")
        json.beginObject()
        for (name, text) in sources.retention.sorted(by: { $0.key < $1.key }) { write(name, text) }
        json.endObject()
        json.endObject()
        return buffer.array
    }

    private static func decode(
        _ bytes: UnsafeRawBufferPointer,
        variables: [String: String]
    ) throws -> ConfigurationSources {
        var json = JSONReader(bytes)
        var sources = ConfigurationSources(
            environment: "",
            base: ConfigurationText(name: "", bytes: []),
            layer: nil,
            variables: variables
        )
        try json.beginObject()
        while let key = try json.nextKey() {
            switch key {
            case "environment": sources.environment = try json.string().string
            case "base": sources.base = try text(&json)
            case "layer": sources.layer = try text(&json)
            case "retention":
                try json.beginObject()
                while let name = try json.nextKey() { sources.retention[name.string] = try text(&json) }
            default: try json.skipValue()
            }
        }
        try json.end()
        return sources
    }

    private static func text(_ json: inout JSONReader) throws -> ConfigurationText {
        var name = ""
        var text = ""
        try json.beginObject()
        while let key = try json.nextKey() {
            switch key {
            case "name": name = try json.string().string
            case "text": text = try json.string().string
            default: try json.skipValue()
            }
        }
        return ConfigurationText(name: name, text)
    }
}
