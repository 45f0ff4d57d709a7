import DRCore

/// An HTTP request whose address may be a secret.
package struct HTTPRequest: Sendable {
    /// The methods that are in use.
    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
    }

    /// The method.
    package var method: Method
    /// The address, http or https.
    package var url: Secret<String>
    /// Header lines without line breaks.
    package var headers: [(name: String, value: String)] = []
    /// What is sent.
    package var body: [UInt8] = []
    /// Texts that must not be shown, also when the server repeats them.
    package var secrets: [Secret<String>] = []

    /// Makes a request.
    package init(_ method: Method, _ url: Secret<String>) {
        self.method = method
        self.url = url
    }
}
