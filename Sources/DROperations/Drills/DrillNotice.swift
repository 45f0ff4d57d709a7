import DRCore
import DRPolicy
import DRStorage

/// Tells a channel of the configuration something about a drill, marked as a test, so that nobody takes it for a disaster.
package enum DrillNotice {
    /// Sends a text at once, on the calling thread.
    ///
    /// - Throws: `DRError` when the configuration has no such channel, or it does not take the text.
    package static func tell(
        _ name: String,
        _ text: String,
        _ installation: Installation,
        _ cancellation: Cancellation
    ) throws {
        guard let channel = installation.configuration.alerts.channels[name] else {
            throw DRError(.configurationInvalid, "the configuration has no such channel", object: name)
        }
        var message = AlertMessage(
            testIn: installation.environment,
            host: installation.host,
            severity: .info,
            at: installation.clock.now
        )
        message.topic = "drill"
        message.message = text
        do {
            _ = try ChannelSenders.sender(channel, host: installation.host).send(.alert(message), cancellation)
        } catch let failure as TransferFailure {
            throw failure.error(about: name)
        }
    }
}
