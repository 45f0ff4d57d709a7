/// How a value is read from a file and written into one; its shape feeds the schema, so the two cannot differ.
struct ValueFormat<Value: Sendable>: Sendable {
    /// What the value may look like.
    let shape: ValueShape
    /// Reads a value; nil after reporting what is wrong with it.
    let decode: @Sendable (ConfigurationValue, inout DecodingContext) -> Value?
    /// The value as it would be written, or nil where it is more than a single value.
    let write: @Sendable (Value) -> String?

    init(
        _ shape: ValueShape,
        write: @escaping @Sendable (Value) -> String? = { _ in nil },
        decode: @escaping @Sendable (ConfigurationValue, inout DecodingContext) -> Value?
    ) {
        self.shape = shape
        self.write = write
        self.decode = decode
    }

    /// The same format for a value that may be absent.
    var optional: ValueFormat<Value?> {
        ValueFormat<Value?>(
            shape,
            write: { [write] value in value.flatMap { write($0) } },
            decode: { [decode] value, context in decode(value, &context).map(Optional.some) }
        )
    }
}
