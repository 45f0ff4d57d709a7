import DRCore
import DRPolicy
import DRRepository
import DRStorage

/// Looks for the newest restore point of a plan that no sign calls suspect.
struct CleanPointSearch {
    let repository: Repository
    let cancellation: Cancellation

    /// The most restore points that are looked at.
    static let limit = 100

    /// Compares each restore point with the newest clean one before it; the oldest is what all begins with.
    ///
    /// - Parameter snapshots: those of the plan, the oldest first.
    /// - Returns: the newest clean one, and what speaks against those after it.
    /// - Throws: `DRError` when there is nothing to compare, or a restore point cannot be read.
    func run(_ snapshots: [Snapshot]) throws -> (snapshot: Snapshot, suspects: [(Snapshot, [String])]) {
        let candidates = snapshots.suffix(Self.limit)
        let codec = try repository.makeCodec()
        var suspects: [(Snapshot, [String])] = []
        var found: (snapshot: Snapshot, files: RestorePointFiles)?
        for snapshot in candidates {
            let files = try RestorePointFiles(snapshot, repository, codec, cancellation)
            guard let reference = found?.files else {
                if try files.looksLikeNoise(repository, codec) {
                    suspects.append((snapshot, ["most of its files are noise"]))
                } else {
                    found = (snapshot, files)
                }
                continue
            }
            let signs = try reference.signs(of: files, repository, codec, cancellation)
            guard signs.label == .clean else {
                suspects.append((snapshot, signs.signs))
                continue
            }
            found = (snapshot, files)
            suspects = []
        }
        guard let clean = found?.snapshot, candidates.count > 1 else {
            throw DRError(
                .recoveryTargetUnreachable,
                candidates.count > 1
                    ? "no restore point can be taken for clean"
                    : "with fewer than two restore points there is nothing to compare, so none can be called clean",
                hint: "look at it yourself: dr diff, and dr restore into a place of its own"
            )
        }
        return (clean, suspects)
    }
}
