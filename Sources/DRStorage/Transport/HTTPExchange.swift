import CCurl
import DRCore

/// One request to a service, as a client sends it that knows nothing of the service: on a connection of its own, its name
/// looked up anew, and whatever status comes back is an answer.
package struct HTTPExchange: Sendable {
    /// The address, http or https; it is no secret.
    package let url: String
    /// Such as `GET` or `POST`.
    package var method = "GET"
    /// What is sent with any method but `GET` and `HEAD`.
    package var body: [UInt8] = []
    /// The type of what is sent.
    package var contentType = "application/json"

    private static let responseLimit = 64 << 20
    private let address: ServerAddress

    /// What came back.
    package struct Answer: Sendable {
        /// Such as 200.
        package let status: Int
        /// The content.
        package let body: [UInt8]
    }

    /// Takes an address.
    ///
    /// - Throws: `DRError` with code `configurationInvalid` for what is no address of http or https.
    package init(_ url: String) throws {
        self.url = url
        do {
            address = try ServerAddress(url, schemes: ["http", "https"])
        } catch let failure as TransferFailure {
            throw failure.error(about: url)
        }
    }

    /// Sends the request on this thread and takes the answer.
    ///
    /// - Parameter seconds: the longest time that all of it may take.
    /// - Throws: `TransferFailure`; `isUnsent` tells whether the service can have seen anything of the request.
    package func perform(seconds: Double, _ cancellation: Cancellation) throws -> Answer {
        let limits = TransferLimits(
            connectSeconds: seconds,
            totalSeconds: seconds,
            responseBytes: Self.responseLimit
        )
        let transfer = try CurlTransfer(address, limits, cancellation)
        ccurl_allow_http(transfer.curl)
        transfer.text(CURLOPT_USERAGENT, "dr")
        transfer.number(CURLOPT_FRESH_CONNECT, 1)
        transfer.number(CURLOPT_FORBID_REUSE, 1)
        switch method {
        case "GET": break
        case "HEAD": transfer.number(CURLOPT_NOBODY, 1)
        default:
            transfer.number(CURLOPT_POST, 1)
            transfer.text(CURLOPT_CUSTOMREQUEST, method)
            transfer.send(body)
            ccurl_set_size(transfer.curl, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
            transfer.headers(["Content-Type: \(contentType)", "Expect:"])
        }
        let status = try transfer.perform { $0 }
        return Answer(status: status, body: transfer.response)
    }
}
