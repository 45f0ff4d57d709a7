import CCurl
import CLinux
import DRCore

/// One transfer through libcurl: its options, what goes out, what comes in.
///
/// Used by one thread. TLS is verified always, redirects are not followed, no signal is used, and proxies are taken from
/// the environment as curl takes them.
final class CurlTransfer {
    private let handle: OpaquePointer
    private let limits: TransferLimits
    private let cancellation: Cancellation
    private var errorText = [CChar](repeating: 0, count: Int(CURL_ERROR_SIZE))
    private var list: UnsafeMutablePointer<curl_slist>?
    private var receivers: UnsafeMutablePointer<curl_slist>?

    /// What the server sent.
    private(set) var response: [UInt8] = []
    /// The lines of the dialogue that the server spoke: headers of HTTP, replies of SMTP.
    private(set) var lines: [String] = []
    private var lineBytes = 0
    private(set) var isTooLarge = false
    /// What is sent, and how much of it is.
    private var body: [UInt8] = []
    private var sent = 0

    private static let initialized: Bool = ccurl_global_init() == CURLE_OK

    /// Prepares a transfer to an address.
    ///
    /// - Throws: `TransferFailure` when the library cannot be used.
    init(_ address: ServerAddress, _ limits: TransferLimits, _ cancellation: Cancellation) throws {
        guard Self.initialized, let handle = curl_easy_init() else {
            throw TransferFailure(.unreachable, "libcurl cannot be used")
        }
        self.handle = OpaquePointer(handle)
        self.limits = limits
        self.cancellation = cancellation
        text(CURLOPT_URL, address.url)
        number(CURLOPT_NOSIGNAL, 1)
        number(CURLOPT_NOPROGRESS, 0)
        number(CURLOPT_FOLLOWLOCATION, 0)
        number(CURLOPT_SSL_VERIFYPEER, 1)
        number(CURLOPT_SSL_VERIFYHOST, 2)
        number(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        number(CURLOPT_CONNECTTIMEOUT_MS, Int(limits.connectSeconds * 1000))
        number(CURLOPT_TIMEOUT_MS, Int(limits.totalSeconds * 1000))
        for variable in ["CURL_CA_BUNDLE", "SSL_CERT_FILE"] {
            guard let path = getenv(variable), path.pointee != 0 else { continue }
            ccurl_set_text(curl, CURLOPT_CAINFO, path)
            break
        }
    }

    deinit {
        curl_easy_cleanup(curl)
        curl_slist_free_all(list)
        curl_slist_free_all(receivers)
    }

    /// The handle as the C functions take it.
    var curl: UnsafeMutableRawPointer { UnsafeMutableRawPointer(handle) }

    /// Sets an option that is a number.
    func number(_ option: CURLoption, _ value: Int) { ccurl_set_number(curl, option, value) }

    /// Sets an option that is a text; the library keeps a copy.
    func text(_ option: CURLoption, _ value: String) { ccurl_set_text(curl, option, value) }

    /// Sets the headers of an HTTP request.
    func headers(_ lines: [String]) {
        for line in lines { list = curl_slist_append(list, line) }
        ccurl_set_list(curl, CURLOPT_HTTPHEADER, list)
    }

    /// Sets the receivers of a mail.
    func mail(to addresses: [String]) {
        for address in addresses { receivers = curl_slist_append(receivers, "<\(address)>") }
        ccurl_set_list(curl, CURLOPT_MAIL_RCPT, receivers)
    }

    /// Sets what is sent.
    func send(_ bytes: [UInt8]) { body = bytes }

    /// Runs the transfer on this thread and returns the status that the server answered with.
    ///
    /// - Parameter redact: takes out of a text what must not be shown.
    /// - Throws: `TransferFailure`.
    func perform(redact: (String) -> String) throws -> Int {
        let context = Unmanaged.passUnretained(self).toOpaque()
        ccurl_set_transfer(curl, CURLOPT_WRITEFUNCTION) { CurlTransfer.take($0, $1 * $2, $3) { $0.receive($1) } }
        ccurl_set_pointer(curl, CURLOPT_WRITEDATA, context)
        ccurl_set_transfer(curl, CURLOPT_HEADERFUNCTION) { CurlTransfer.take($0, $1 * $2, $3) { $0.hear($1) } }
        ccurl_set_pointer(curl, CURLOPT_HEADERDATA, context)
        ccurl_set_transfer(curl, CURLOPT_READFUNCTION) { CurlTransfer.take($0, $1 * $2, $3) { $0.give($1) } }
        ccurl_set_pointer(curl, CURLOPT_READDATA, context)
        ccurl_set_progress(curl) { context, _, _, _, _ in
            guard let context else { return 1 }
            return Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue().cancellation.isCancelled ? 1 : 0
        }
        ccurl_set_pointer(curl, CURLOPT_XFERINFODATA, context)
        let code = errorText.withUnsafeMutableBufferPointer { space in
            ccurl_set_pointer(curl, CURLOPT_ERRORBUFFER, space.baseAddress)
            defer { ccurl_set_pointer(curl, CURLOPT_ERRORBUFFER, nil) }
            return curl_easy_perform(curl)
        }
        var status = 0
        ccurl_response_code(curl, &status)
        guard code == CURLE_OK else {
            let (reason, message) = explain(code, status: status, redact)
            throw TransferFailure(reason, message, isUnsent: ccurl_began_to_send(curl) == 0)
        }
        return status
    }

    private static func take(
        _ bytes: UnsafeMutablePointer<CChar>?,
        _ count: Int,
        _ context: UnsafeMutableRawPointer?,
        _ body: (CurlTransfer, UnsafeMutableRawBufferPointer) -> Int
    ) -> Int {
        guard let context else { return 0 }
        return body(
            Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue(),
            UnsafeMutableRawBufferPointer(start: bytes, count: count)
        )
    }

    private func receive(_ bytes: UnsafeMutableRawBufferPointer) -> Int {
        guard response.count + bytes.count <= limits.responseBytes else {
            isTooLarge = true
            return 0
        }
        response += bytes
        return bytes.count
    }

    private func hear(_ bytes: UnsafeMutableRawBufferPointer) -> Int {
        lineBytes += bytes.count
        if lineBytes < 1 << 16 {
            lines.append(String(decoding: bytes.filter { $0 != 10 && $0 != 13 }, as: UTF8.self))
        }
        return bytes.count
    }

    private func give(_ space: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(space.count, body.count - sent)
        space.copyBytes(from: body[sent..<(sent + count)])
        sent += count
        return count
    }

    private func explain(_ code: CURLcode, status: Int, _ redact: (String) -> String) -> (
        TransferFailure.Reason, String
    ) {
        let detail = String(decoding: errorText.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let general = String(cString: curl_easy_strerror(code))
        let text = redact(detail.isEmpty ? general : detail)
        switch code {
        case CURLE_ABORTED_BY_CALLBACK: return (.cancelled, "stopped before the server had answered")
        case CURLE_WRITE_ERROR where isTooLarge:
            return (.tooLarge, "the answer is larger than \(ByteCount.format(UInt64(limits.responseBytes)))")
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: return (.address, general)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CACERT_BADFILE,
            CURLE_USE_SSL_FAILED, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER:
            return (.unprotected, text)
        case CURLE_LOGIN_DENIED: return (.refused(status), "the server refused user and password")
        case CURLE_OPERATION_TIMEDOUT:
            return (.unreachable, "the server did not answer within \(Self.text(limits.totalSeconds))")
        case CURLE_SEND_ERROR where status >= 400, CURLE_RECV_ERROR where status >= 400,
            CURLE_WEIRD_SERVER_REPLY where status >= 400:
            return (.refused(status), redact(lines.last ?? text))
        default: return (.unreachable, text)
        }
    }

    private static func text(_ seconds: Double) -> String {
        seconds < 10 && seconds != seconds.rounded() ? "\(Int((seconds * 1000).rounded())) ms" : "\(Int(seconds)) s"
    }
}
