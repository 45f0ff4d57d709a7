import DRCore

/// A transfer over the network that did not succeed; its message holds nothing of a secret address.
package struct TransferFailure: Error, Sendable, CustomStringConvertible {
    /// The classes that callers tell apart.
    package enum Reason: Sendable, Equatable {
        /// The server cannot be reached, breaks off, or does not answer in time.
        case unreachable
        /// The connection is not protected as it must be: certificate, host name, no TLS.
        case unprotected
        /// The server answered, and refused, with this status.
        case refused(Int)
        /// The answer is larger than allowed.
        case tooLarge
        /// The address cannot be used.
        case address
        /// It was stopped by its caller.
        case cancelled
    }

    /// The class.
    package let reason: Reason
    /// What happened, as a sentence without a final full stop.
    package let message: String
    /// Whether it failed before anything was sent but what a connection and its protection need.
    package let isUnsent: Bool

    /// Makes a failure.
    package init(_ reason: Reason, _ message: String, isUnsent: Bool = false) {
        self.reason = reason
        self.message = message
        self.isUnsent = isUnsent
    }

    package var description: String { message }

    /// Whether the same transfer may succeed later without anybody changing anything.
    package var isTransient: Bool {
        switch reason {
        case .unreachable, .cancelled: true
        case .unprotected, .address, .tooLarge: false
        case .refused(let status): status == 408 || status == 425 || status == 429 || (500...599).contains(status)
        }
    }

    /// The failure for the user.
    ///
    /// - Parameter object: the channel, repository or server as the configuration names it.
    package func error(about object: String) -> DRError {
        DRError(
            reason == .address ? .configurationInvalid : .storageUnreachable,
            message,
            object: object,
            hint: hint
        )
    }

    private var hint: String? {
        switch reason {
        case .unreachable: "check the network and that the server runs"
        case .unprotected: "check the certificate of the server; SSL_CERT_FILE names additional authorities"
        case .address: "check the address in the configuration"
        case .refused(401), .refused(403): "check the key, the user and the password"
        case .refused, .tooLarge, .cancelled: nil
        }
    }
}
