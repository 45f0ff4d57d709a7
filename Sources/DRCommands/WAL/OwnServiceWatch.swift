import CLinux
import DRCore
import DRLogSocket
import DROperations
import DRPolicy

/// Looks about once a second whether a service that a server's call has started is still what the next call would start.
final class OwnServiceWatch {
    private let server: String
    /// The files of the configuration as they were read.
    private let files: [ConfigurationText]
    /// Where the service of the plan would listen, which takes over; nil without a configuration.
    private let usual: String?
    private var looked = 0.0
    private var isOver = false

    /// Watches over a service for the server of a data directory.
    ///
    /// - Parameters:
    ///   - installation: where the log goes; nil without a configuration.
    ///   - plan: the plan whose log it is.
    init(server: String, _ installation: Installation?, plan: String?) {
        self.server = server
        files = installation.map { [$0.sources.base, $0.sources.layer].compactMap(\.self) } ?? []
        usual = installation.flatMap { installation in plan.map { WALSocket.path(installation, plan: $0) } }
    }

    /// Whether the service is to end.
    ///
    /// - Parameter isIdle: nobody waits for an answer.
    func hasEnded(isIdle: Bool) -> Bool {
        guard !isOver, abs(Uptime.now - looked) >= 1 else { return isOver }
        looked = Uptime.now
        // What was said of another place must not be stored here any longer; for the rest there is time.
        isOver = isServerGone || isConfigurationOther || isIdle && (isProgramReplaced || isUsualThere)
        return isOver
    }

    /// Whether the process that the first line of its file names is gone.
    private var isServerGone: Bool {
        do {
            let bytes = try FileBytes.read(server + "/postmaster.pid", limit: 4096) ?? []
            let first = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
            return Int32(first).map { kill($0, 0) != 0 && clinux_errno() == ESRCH } ?? true
        } catch {
            return true
        }
    }

    private var isConfigurationOther: Bool {
        files.contains { file in
            do { return try FileBytes.read(file.name, limit: file.bytes.count + 1) != file.bytes } catch { return true }
        }
    }

    /// The file of this program is gone, as after an update.
    private var isProgramReplaced: Bool {
        var status = stat()
        return stat("/proc/self/exe", &status) == 0 && status.st_nlink == 0
    }

    /// The service of the plan has come up.
    private var isUsualThere: Bool {
        guard let usual, access(usual, F_OK) == 0 else { return false }
        return clinux_try_socket(usual, 100) == 0
    }
}
