import DRCore
import DRStorage
import Synchronization

/// Names file contents by the SHA-256 of their lists of blobs; threads take turns.
final class FileHasher: Sendable {
    private struct Tools: @unchecked Sendable {
        // Used under the lock alone.
        let hasher: SHA256Hasher
        let bytes = ByteBuffer()
    }

    private let tools: Mutex<Tools>

    init() throws {
        tools = Mutex(Tools(hasher: try SHA256Hasher()))
    }

    func hash(_ blobs: [ObjectID]) -> ObjectID {
        // A file of one blob is named by that blob.
        if blobs.count == 1 { return blobs[0] }
        return tools.withLock { tools in
            tools.bytes.removeAll()
            for blob in blobs { blob.append(to: tools.bytes) }
            return tools.hasher.hash(tools.bytes.bytes)
        }
    }
}
