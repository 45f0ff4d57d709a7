import DRCore
import Yams

/// Reads a file of YAML into values with their places; the only place that knows the YAML library.
///
/// Of YAML it takes maps with plain keys, lists and scalars. Anchors, aliases and tags are refused: each value has one
/// place, and a small file cannot unfold into a large one.
struct YAMLReader {
    /// The largest file, in bytes.
    static let maximumSize = 1 << 20
    /// The deepest nesting.
    static let maximumDepth = 32
    /// Stands for `*` while the library reads, so that it meets no alias and unfolds nothing.
    private static let mask = "\u{E000}"

    let file: ConfigurationText
    var problems: [ConfigurationProblem] = []

    private init(_ file: ConfigurationText) {
        self.file = file
    }

    /// The value of a file, or nil and what is wrong with it.
    static func read(_ file: ConfigurationText, problems: inout [ConfigurationProblem]) -> ConfigurationValue? {
        var reader = YAMLReader(file)
        let value = reader.read()
        problems += reader.problems
        return reader.problems.isEmpty ? value : nil
    }

    private mutating func read() -> ConfigurationValue? {
        guard file.bytes.count <= Self.maximumSize else {
            let size = ByteCount.format(UInt64(file.bytes.count))
            report("the file is too large (\(size))", line: 1, column: 1, allowed: "up to 1 MiB")
            return nil
        }
        guard let text = String(validating: file.bytes, as: UTF8.self) else {
            reportInvalidUTF8()
            return nil
        }
        if let found = text.utf8.firstRange(of: Self.mask.utf8) {
            let offset = text.utf8.distance(from: text.startIndex, to: found.lowerBound)
            report("a private-use character", file.position(ofByte: offset), allowed: "text and symbols of Unicode")
            return nil
        }
        do {
            let masked = text.replacing("*", with: Self.mask)
            // Anchors live only as long as the parser.
            let parser = try Parser(yaml: masked, resolver: .basic, encoding: .utf8)
            let root = try parser.singleRoot()
            return try withExtendedLifetime(parser) { try value(of: root) }
        } catch let error as YamlError {
            report(error)
        } catch {
            report("the file cannot be read as YAML (\(error))", line: 1, column: 1)
        }
        return nil
    }

    private mutating func value(of root: Node?) throws -> ConfigurationValue? {
        guard let root, let value = convert(root, depth: 0), !value.isNull else {
            if problems.isEmpty {
                report("the file is empty", line: 1, column: 1, allowed: "a map of sections")
            }
            return nil
        }
        return value
    }

    private mutating func convert(_ node: Node, depth: Int) -> ConfigurationValue? {
        let place = position(of: node)
        let origin = ValueOrigin.file(place)
        guard depth <= Self.maximumDepth else {
            report("nested too deeply", place, allowed: "up to \(Self.maximumDepth) levels")
            return nil
        }
        guard node.anchor == nil else {
            report("an anchor (&) is not used here", place, allowed: "layers of files, and ${NAME} for what repeats")
            return nil
        }
        switch node {
        case .scalar(let scalar):
            return ConfigurationValue(content: convert(scalar, place), origin: origin)
        case .sequence(let sequence):
            refuseTag(sequence.tag, place)
            let items = sequence.compactMap { convert($0, depth: depth + 1) }
            return ConfigurationValue(content: .list(items), origin: origin)
        case .mapping(let mapping):
            refuseTag(mapping.tag, place)
            var entries: [ConfigurationEntry] = []
            for (key, item) in mapping {
                guard let name = self.key(key) else { continue }
                guard let value = convert(item, depth: depth + 1) else { continue }
                entries.append(ConfigurationEntry(key: name, keyOrigin: .file(position(of: key)), value: value))
            }
            return ConfigurationValue(content: .map(entries), origin: origin)
        case .alias:
            reportAlias(place)
            return nil
        }
    }

    private mutating func key(_ node: Node) -> String? {
        guard case .scalar(let scalar) = node, node.anchor == nil else {
            report("a key that is not a plain word", position(of: node), allowed: "words as keys")
            return nil
        }
        guard case .scalar(let key) = convert(scalar, position(of: node)), !key.text.isEmpty else {
            report("an empty key", position(of: node), allowed: "words as keys")
            return nil
        }
        return key.text
    }

    private mutating func convert(_ scalar: Node.Scalar, _ place: SourcePosition) -> ConfigurationValue.Content {
        refuseTag(scalar.tag, place)
        let isPlain = scalar.style == .plain
        if isPlain, scalar.string.hasPrefix(Self.mask) { reportAlias(place) }
        if isPlain, ["", "~", "null", "Null", "NULL"].contains(scalar.string) { return .null }
        return .scalar(ConfigurationScalar(Self.unmask(scalar.string), isPlain: isPlain))
    }

    static func unmask(_ text: String) -> String { text.replacing(mask, with: "*") }

    private mutating func refuseTag(_ tag: Tag, _ place: SourcePosition) {
        let known: [Tag.Name] = [.implicit, .nonSpecific, .str, .seq, .map]
        if tag.description.hasPrefix("!") || !known.contains(where: { $0.rawValue == tag.description }) {
            report("a tag (\(Self.unmask(tag.description))) has no meaning here", place, allowed: "values without tags")
        }
    }
}
