/// A key of a section and the property that it sets.
struct SectionField<Model: Sendable>: Sendable {
    /// The key as the schema shows it.
    let shape: KeyShape
    /// Reads the value into the property; false when it was wrong.
    let decode: @Sendable (ConfigurationValue, inout Model, inout DecodingContext) -> Bool

    /// A key for a property; `model` holds the values without any key.
    init<Value: Sendable>(
        _ name: String,
        _ property: any WritableKeyPath<Model, Value> & Sendable,
        _ format: ValueFormat<Value>,
        in model: Model,
        isRequired: Bool = false,
        _ summary: String
    ) {
        shape = KeyShape(
            name: name,
            summary: summary,
            shape: format.shape,
            isRequired: isRequired,
            builtIn: isRequired ? nil : format.write(model[keyPath: property])
        )
        decode = { value, model, context in
            guard let decoded = format.decode(value, &context) else { return false }
            model[keyPath: property] = decoded
            return true
        }
    }
}
