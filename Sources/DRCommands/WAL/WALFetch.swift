import CLinux
import DRCore
import DRLogSocket
import DROperations

/// Fetches a file of the log: from a service that listens, else from one that is started for this recovery, else alone.
struct WALFetch {
    private let command: WALCommand.Get
    private let context: CommandContext
    private let cluster: UInt64
    private let patience: Double

    init(_ command: WALCommand.Get, _ context: CommandContext, cluster: UInt64, patience: Double) {
        self.command = command
        self.context = context
        self.cluster = cluster
        self.patience = patience
    }

    /// Fetches the file; false when it is certain that the log does not hold it.
    func run() throws -> Bool {
        let mayStart = !command.service.alone && command.service.socket == nil
        let own = OwnService(.recovery, command, context)
        if mayStart, let client = own.running(), let found = try ask(client) { return found }
        if let client = try command.service.client(command, context), let found = try ask(client) { return found }
        if mayStart, let client = own.started(), let found = try ask(client) { return found }
        let content = try WALRetriever(command.site(context))
            .content(command.name, of: cluster, partial: command.partial, patience: patience)
        guard let content else { return false }
        try write(content)
        return true
    }

    /// The file appears when it is whole; the server asks for it again after a crash, so it is not synced.
    private func write(_ content: ByteBuffer) throws {
        let temporary = command.file + ".dr-part"
        do {
            let output = try FileDescriptor.open(temporary, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW, mode: 0o600)
            try output.writeAll(content.bytes, at: 0, path: temporary)
            guard rename(temporary, command.file) == 0 else {
                throw DRError.system("write", command.file, errno: clinux_errno())
            }
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// What the service says; nil when it does not answer.
    private func ask(_ client: WALClient) throws -> Bool? {
        var request = WALRequest(.get, file: command.name, cluster: cluster)
        request.partial = command.partial
        request.patience = patience
        switch try client.get(request, to: command.file) {
        case .found: return true
        case .absent: return false
        case .failed(let error): throw error
        case .stored, .listening, nil: return nil
        }
    }
}
