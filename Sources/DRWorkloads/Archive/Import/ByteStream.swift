/// Bytes in order; for one thread.
protocol ByteStream: AnyObject {
    /// The next bytes, empty at the end; valid until the next call.
    func read() throws -> UnsafeRawBufferPointer
}
