import CLinux
import DRCore

/// A TCP port of a host.
struct NetworkPlace: Equatable {
    /// A connection that takes longer, in milliseconds, counts as impossible.
    private static let patience: Int32 = 5000

    /// The name or address.
    let host: String
    /// The port, as a number.
    let port: String

    init(host: String, port: String) {
        self.host = host
        self.port = port
    }

    /// The place that an `http` or `https` address leads to.
    ///
    /// - Throws: `DRError` for other addresses; it does not repeat the address, which may be a secret.
    init(url: String) throws {
        let schemes = [("http://", "80"), ("https://", "443")]
        guard let (scheme, standard) = schemes.first(where: { url.lowercased().hasPrefix($0.0) }) else {
            throw DRError(.configurationInvalid, "the address does not begin with http:// or https://")
        }
        let authority = url.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
        let place = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        // An address of IPv6 stands in brackets, as it holds colons.
        let end = place.lastIndex(of: "]") ?? place.startIndex
        let colon = place[end...].lastIndex(of: ":")
        let name = place[..<(colon ?? place.endIndex)].filter { $0 != "[" && $0 != "]" }
        guard !name.isEmpty else { throw DRError(.configurationInvalid, "the address names no host") }
        host = name
        port = colon.map { String(place[place.index(after: $0)...]) } ?? standard
    }

    /// Makes a connection and closes it; returns the place as text.
    ///
    /// - Throws: `DRError` with code `storageUnreachable` that names the place.
    func reach() throws -> String {
        let place = "\(host):\(port)"
        let result = clinux_try_port(host, port, Self.patience)
        guard result >= 0 else {
            throw DRError(
                .storageUnreachable,
                "the name of the host cannot be resolved (\(String(cString: gai_strerror(result))))",
                object: place
            )
        }
        return try Self.check(result, place)
    }

    /// The same for a socket of this machine.
    static func reach(socket path: String) throws -> String { try check(clinux_try_socket(path, patience), path) }

    private static func check(_ number: Int32, _ place: String) throws -> String {
        guard number != 0 else { return place + " answers" }
        let reason = DRError.system("connect to", place, errno: number).message
        throw DRError(
            .storageUnreachable,
            reason,
            object: place,
            hint: "is it running, and does a firewall let it pass?"
        )
    }
}
