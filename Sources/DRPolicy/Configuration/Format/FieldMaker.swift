/// Makes the fields of a section, so that a table is one line a key.
struct FieldMaker<Model: Sendable> {
    let model: Model

    /// A key that may be left out; the property keeps its value then.
    func key<Value: Sendable>(
        _ name: String,
        _ property: any WritableKeyPath<Model, Value> & Sendable,
        _ format: ValueFormat<Value>,
        _ summary: String
    ) -> SectionField<Model> {
        SectionField(name, property, format, in: model, summary)
    }

    /// A key that may be left out, for a property without a value of its own.
    func key<Value: Sendable>(
        _ name: String,
        _ property: any WritableKeyPath<Model, Value?> & Sendable,
        _ format: ValueFormat<Value>,
        _ summary: String
    ) -> SectionField<Model> {
        SectionField(name, property, format.optional, in: model, summary)
    }

    /// A key that must be there.
    func required<Value: Sendable>(
        _ name: String,
        _ property: any WritableKeyPath<Model, Value> & Sendable,
        _ format: ValueFormat<Value>,
        _ summary: String
    ) -> SectionField<Model> {
        SectionField(name, property, format, in: model, isRequired: true, summary)
    }
}
