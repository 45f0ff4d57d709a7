import DRCore
import DRPolicy
import DRStorage

/// Sends a test message through a channel, at once.
package enum ChannelTest {
    /// What came of it: the failure, or a remark when not all went well.
    package struct Result: Sendable {
        /// Why the channel did not take the message; nil when it did.
        package var failure: String?
        /// What there is to say when it did.
        package var remark: String?
    }

    /// Sends the message on the calling thread.
    package static func run(_ name: String, _ installation: Installation, _ cancellation: Cancellation) -> Result {
        let message = AlertMessage(
            testIn: installation.environment,
            host: installation.host,
            severity: .info,
            at: installation.clock.now
        )
        do {
            guard let channel = installation.configuration.alerts.channels[name] else {
                throw DRError(.usage, "the configuration has no such channel", object: name)
            }
            let sender = try ChannelSenders.sender(channel, host: installation.host)
            return Result(remark: try sender.send(.alert(message), cancellation))
        } catch let failure as TransferFailure {
            return Result(failure: failure.error(about: name).description)
        } catch {
            return Result(failure: "\(error)")
        }
    }
}
