import CLinux
import DRCore

extension ControlFile {
    /// Reads the control file of a data directory.
    ///
    /// A running server writes it in place, so a reader may see half of a write: it is read again until the checksum is
    /// right, or until two readings have the same wrong bytes.
    ///
    /// - Throws: `DRError` with code `integrity` when it stays wrong.
    package static func read(_ dataDirectory: String) throws -> ControlFile {
        try bytes(dataDirectory).withUnsafeBytes { try ControlFile($0, path: dataDirectory + "/" + path) }
    }

    /// The content of the control file of a data directory, whole.
    ///
    /// - Throws: as `read`.
    package static func bytes(_ dataDirectory: String) throws -> [UInt8] {
        let path = dataDirectory + "/" + path
        var last: [UInt8] = []
        while true {
            guard let bytes = try FileBytes.read(path, limit: 1 << 20) else {
                throw DRError(.failed, "there is no control file: this is not a data directory", object: path)
            }
            do {
                _ = try bytes.withUnsafeBytes { try ControlFile($0, path: path) }
                return bytes
            } catch let error as DRError where error.code == .integrity {
                guard bytes != last else { throw error }
            }
            last = bytes
            usleep(20_000)
        }
    }
}
