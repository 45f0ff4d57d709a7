import CCurl
import DRCore

/// A URL taken apart; it may be a secret, as whoever knows the address of a webhook can post there.
struct ServerAddress {
    /// The URL as it was given.
    let url: String
    /// What of it must not be shown: the host, and everything after it.
    let hidden: [String]

    /// Takes a URL apart.
    ///
    /// - Throws: `TransferFailure` for what is no URL, or not one of these schemes.
    init(_ url: String, schemes: [String]) throws {
        guard let parts = curl_url() else { throw TransferFailure(.address, "no memory for an address") }
        defer { curl_url_cleanup(parts) }
        guard !url.utf8.contains(0), curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK,
            let scheme = Self.part(parts, CURLUPART_SCHEME), schemes.contains(scheme),
            let host = Self.part(parts, CURLUPART_HOST), !host.isEmpty
        else {
            let allowed = schemes.map { $0 + "://" }.joined(separator: " or ")
            throw TransferFailure(.address, "this is not an address that begins with \(allowed)")
        }
        self.url = url
        let rest = [CURLUPART_PATH, CURLUPART_QUERY, CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_FRAGMENT]
            .compactMap { Self.part(parts, $0) }
        let pieces = rest.flatMap { $0.split { "/=&".contains($0) } }.map(String.init).filter { $0.count >= 4 }
        hidden = ([url] + rest.filter { $0.count >= 4 } + pieces + [host]).sorted { $0.count > $1.count }
    }

    private static func part(_ parts: OpaquePointer, _ which: CURLUPart) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(parts, which, &text, 0) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }

    /// A text of the server or of the library without anything that belongs to the address.
    func redact(_ text: String) -> String {
        hidden.reduce(text) { $0.replacing($1, with: "…") }
    }
}
