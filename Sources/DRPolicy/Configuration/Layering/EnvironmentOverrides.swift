/// Lays variables of the environment over the files: `DR_PLANS__ORDERS__OBJECTIVES__RPO=15m` sets
/// `plans.orders.objectives.rpo`.
///
/// Every variable that begins with `DR_` and holds `__` is one; others, such as `DR_REPOSITORY`, are options of the
/// command line. Keys and names are written in capitals, with `_` for each `-` and `.`. A value that begins with `[` or
/// `{` is read as YAML, any other is a text as it stands. A name must be declared in a file: a variable cannot add one.
struct EnvironmentOverrides {
    /// What was wrong.
    var problems: [ConfigurationProblem] = []

    /// Sets what the variables say.
    mutating func apply(_ variables: [String: String], to value: inout ConfigurationValue, shape: ValueShape) {
        for (name, text) in variables.sorted(by: { $0.key < $1.key })
        where name.hasPrefix("DR_") && name.contains("__") {
            let path = String(name.dropFirst(3)).split(separator: "__", omittingEmptySubsequences: false)
            guard let new = read(text, variable: name) else { continue }
            set(path[...], in: &value, shape: shape, to: new, place: "the configuration")
        }
    }

    private mutating func read(_ text: String, variable: String) -> ConfigurationValue? {
        let origin = ValueOrigin.variable(variable)
        guard text.hasPrefix("[") || text.hasPrefix("{") else {
            return ConfigurationValue(content: .scalar(ConfigurationScalar(text, isPlain: true)), origin: origin)
        }
        var found: [ConfigurationProblem] = []
        let value = YAMLReader.read(ConfigurationText(name: variable, text), problems: &found)
        problems += found
        return value?.moved(to: origin)
    }

    private mutating func set(
        _ path: ArraySlice<Substring>,
        in value: inout ConfigurationValue,
        shape: ValueShape,
        to new: ConfigurationValue,
        place: String
    ) {
        guard let segment = path.first else {
            value = new
            return
        }
        let keys = names(below: shape, value)
        guard !keys.isEmpty else {
            report("\(place) has no key \"\(segment)\"", new.origin, keys, segment)
            return
        }
        let matches = keys.filter { Self.normalized($0) == segment }
        guard let key = matches.first, matches.count == 1 else {
            let what = matches.isEmpty ? "no key \"\(segment)\"" : "more than one name for \"\(segment)\""
            report("\(place) has \(what)", new.origin, keys, segment)
            return
        }
        var entries = shape.isAtomic ? [] : value.entries ?? []
        let inner = shape.isAtomic ? SecretSource(rawValue: key)?.shape : shape[key]
        guard let inner else { return }
        let index = entries.firstIndex { $0.key == key } ?? entries.endIndex
        if index == entries.endIndex {
            let empty = ConfigurationValue(content: .map([]), origin: new.origin)
            entries.append(ConfigurationEntry(key: key, keyOrigin: new.origin, value: empty))
        }
        set(path.dropFirst(), in: &entries[index].value, shape: inner, to: new, place: key)
        value.content = .map(entries)
    }

    /// The keys that can stand below: those that the section knows, or the names that the files declare.
    private func names(below shape: ValueShape, _ value: ConfigurationValue) -> [String] {
        switch shape {
        case .section(let section): section.keys.map(\.name)
        case .named: value.entries?.map(\.key) ?? []
        case .secret: SecretSource.allCases.map(\.rawValue)
        default: []
        }
    }

    private mutating func report(_ what: String, _ origin: ValueOrigin, _ keys: [String], _ segment: Substring) {
        let names = keys.map(Self.normalized)
        problems.append(
            ConfigurationProblem(
                what,
                at: origin,
                allowed: names.isEmpty ? "a variable that ends before it" : names.joined(separator: ", "),
                suggestion: NearestName.find(String(segment), in: names)
            )
        )
    }

    /// A key as it stands in the name of a variable.
    static func normalized(_ key: String) -> String {
        String(key.uppercased().map { $0 == "-" || $0 == "." ? "_" : $0 })
    }
}

extension ConfigurationValue {
    /// The same value, set at another place as a whole.
    fileprivate func moved(to origin: ValueOrigin) -> ConfigurationValue {
        let content: Content =
            switch content {
            case .null, .scalar: content
            case .list(let items): .list(items.map { $0.moved(to: origin) })
            case .map(let entries):
                .map(
                    entries.map {
                        ConfigurationEntry(key: $0.key, keyOrigin: origin, value: $0.value.moved(to: origin))
                    }
                )
            }
        return ConfigurationValue(content: content, origin: origin)
    }
}
