import DRRepository

/// One codec for each thread of a restore.
///
/// Unchecked, as each thread takes only the codec with its number.
struct RestoreCodecs: @unchecked Sendable {
    let all: [BlobCodec]

    init(_ codecs: [BlobCodec]) {
        all = codecs
    }

    func codec(_ worker: Int) -> BlobCodec { all[worker] }
}
