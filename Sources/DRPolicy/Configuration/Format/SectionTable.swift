/// The keys of a section: the one description that both the decoder and the schema use.
struct SectionTable<Model: Sendable>: Sendable {
    /// The values that hold without any key.
    let model: Model
    /// What the schema needs.
    let shape: SectionShape
    private let fields: [SectionField<Model>]
    private let check: @Sendable (Model, ConfigurationValue, inout DecodingContext) -> Void

    /// Describes a section.
    ///
    /// - Parameters:
    ///   - exactlyOne: keys of which exactly one must be there.
    ///   - definition: the name under which the schema describes it once.
    ///   - check: looks for what is wrong with the values together.
    init(
        _ summary: String,
        _ model: Model,
        exactlyOne: [String] = [],
        definition: String? = nil,
        check: @escaping @Sendable (Model, ConfigurationValue, inout DecodingContext) -> Void = { _, _, _ in },
        fields: (FieldMaker<Model>) -> [SectionField<Model>]
    ) {
        self.model = model
        self.fields = fields(FieldMaker(model: model))
        self.check = check
        shape = SectionShape(
            summary: summary,
            keys: self.fields.map(\.shape),
            exactlyOne: exactlyOne,
            definition: definition
        )
    }

    /// Reads a section; nil after reporting what is wrong.
    func decode(_ value: ConfigurationValue, _ context: inout DecodingContext) -> Model? {
        let names = fields.map(\.shape.name)
        guard let entries = value.entries else {
            context.reportWrong(value, allowed: ValueShape.section(shape).allowed)
            return nil
        }
        var model = model
        var isRight = true
        for entry in entries {
            guard let field = fields.first(where: { $0.shape.name == entry.key }) else {
                reportUnknown(entry, names, &context)
                isRight = false
                continue
            }
            isRight = field.decode(entry.value, &model, &context) && isRight
        }
        for field in fields where field.shape.isRequired && value[field.shape.name] == nil {
            context.report("\"\(field.shape.name)\" is missing", value, allowed: field.shape.shape.allowed)
            isRight = false
        }
        let given = shape.exactlyOne.filter { value[$0] != nil }
        if !shape.exactlyOne.isEmpty, given.count != 1 {
            let one = "exactly one of " + shape.exactlyOne.joined(separator: ", ")
            let what = given.isEmpty ? "none is set" : given.joined(separator: " and ") + " are set together"
            context.report(what, value, allowed: one)
            isRight = false
        }
        guard isRight else { return nil }
        check(model, value, &context)
        return model
    }

    private func reportUnknown(_ entry: ConfigurationEntry, _ names: [String], _ context: inout DecodingContext) {
        context.problems.append(
            ConfigurationProblem(
                "unknown key \"\(entry.key)\"",
                at: entry.keyOrigin,
                allowed: names.joined(separator: ", "),
                suggestion: NearestName.find(entry.key, in: names)
            )
        )
    }
}
