import CCurl
import DRCore

/// Sends HTTP requests through libcurl.
package struct HTTPClient: Sendable {
    private let limits: TransferLimits

    /// Makes a client.
    package init(_ limits: TransferLimits = TransferLimits()) {
        self.limits = limits
    }

    /// Sends a request on this thread and returns the body of the answer.
    ///
    /// - Throws: `TransferFailure`, also for every status but 2xx; it holds no part of the address.
    package func send(_ request: HTTPRequest, _ cancellation: Cancellation) throws -> [UInt8] {
        let address = try ServerAddress(request.url.revealed, schemes: ["http", "https"])
        let transfer = try CurlTransfer(address, limits, cancellation)
        ccurl_allow_http(transfer.curl)
        transfer.text(CURLOPT_USERAGENT, "dr")
        var headers = request.headers.map { "\($0.name): \($0.value)" }
        if request.method == .post {
            transfer.number(CURLOPT_POST, 1)
            transfer.send(request.body)
            ccurl_set_size(transfer.curl, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.count))
            // Nothing is worth a second round trip to ask whether it may be sent.
            headers.append("Expect:")
        }
        transfer.headers(headers)
        let redact = { text in
            request.secrets.reduce(address.redact(text)) { $0.replacing($1.revealed, with: "…") }
        }
        let status = try transfer.perform(redact: redact)
        guard (200...299).contains(status) else {
            throw TransferFailure(.refused(status), Self.message(status, transfer.response, redact))
        }
        return transfer.response
    }

    /// What the server says, as far as it is a short text.
    private static func message(_ status: Int, _ body: [UInt8], _ redact: (String) -> String) -> String {
        let start = "the server answered with status \(status)"
        if (300...399).contains(status) { return start + ", a redirect, which is not followed" }
        guard let text = String(validating: body.prefix(2000), as: UTF8.self), !text.hasPrefix("<") else {
            return start
        }
        let plain = redact(text).unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7f ? " " : Character($0) }
        let shown = String(plain.prefix(200)).split(separator: " ").joined(separator: " ")
        return shown.isEmpty ? start : start + ": " + shown
    }
}
