/// How much time and memory a transfer may take.
package struct TransferLimits: Sendable {
    /// Seconds until the connection must stand, the resolution of the name and TLS included.
    package var connectSeconds: Double
    /// Seconds for the whole transfer.
    package var totalSeconds: Double
    /// The most bytes that an answer may have.
    package var responseBytes: Int

    /// Sets the limits; those that are not given suit a short message.
    package init(connectSeconds: Double = 10, totalSeconds: Double = 20, responseBytes: Int = 1 << 20) {
        self.connectSeconds = connectSeconds
        self.totalSeconds = totalSeconds
        self.responseBytes = responseBytes
    }
}
