import DRCore

/// The readers of bytes that may come from an attacker, each behind one entry point.
///
/// The fuzzer and the tests feed the same ones. Input that is refused is right; what is accepted must hold together.
package enum FuzzTarget: String, Sendable, CaseIterable {
    case packHeader = "pack-header"
    case index
    case tree
    case snapshot
    case nodeName = "node-name"
    case config
    case key
    case lock
    case pattern
    case time
    case zstd

    /// Feeds one input to the reader.
    ///
    /// - Throws: `DRError` (failed) when the reader accepted the input and contradicts itself, or refused it with an
    ///   error of the wrong class.
    package func run(_ input: UnsafeRawBufferPointer) throws {
        switch self {
        case .packHeader: try Self.packHeader(input)
        case .index: try Self.index(input)
        case .tree: try Self.tree(input)
        case .snapshot: try Self.snapshot(input)
        case .nodeName: try Self.nodeName(input)
        case .config: try Self.config(input)
        case .key: try Self.key(input)
        case .lock: try Self.lock(input)
        case .pattern: try Self.pattern(input)
        case .time: try Self.time(input)
        case .zstd: try Self.zstd(input)
        }
    }

    /// The result of a reader, nil when it refused with one of the codes that mean just that.
    static func accepted<Result>(_ codes: DRError.Code..., by reader: () throws -> Result) throws -> Result? {
        do {
            return try reader()
        } catch let error as DRError where codes.contains(error.code) {
            return nil
        }
    }

    /// Demands what must be true of accepted input.
    static func require(_ condition: Bool, _ what: String) throws {
        guard condition else { throw DRError(.failed, what) }
    }

    /// Demands that writing, reading and writing again gives the same bytes.
    static func requireEqual(_ first: ByteBuffer, _ second: ByteBuffer, _ what: String) throws {
        try require(first.array == second.array, "\(what) written, read and written again differs")
    }
}
