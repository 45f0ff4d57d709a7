import DRPolicy

/// What a channel is told.
enum ChannelMessage: Sendable {
    /// An alert.
    case alert(AlertMessage)
    /// The beginning or the end of a run.
    case ping(PingMessage)

    /// The message of a delivery.
    ///
    /// - Throws: `DRError` (integrity) when it cannot be read.
    init(_ delivery: DeliveryRecord) throws {
        let bytes = Array(delivery.payload.utf8)
        self = delivery.run == nil ? .alert(try AlertMessage(json: bytes)) : .ping(try PingMessage(json: bytes))
    }
}
