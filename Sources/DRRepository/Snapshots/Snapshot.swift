import DRCore
import DRStorage

/// One backup: the root tree and where, when and by whom it was made.
package struct Snapshot: Sendable, Equatable {
    /// The name of the snapshot file; nil before it is saved.
    package var id: ObjectID?
    package var time = Timestamp(seconds: 0)
    /// Seconds east of UTC of the clock that the time is written with: retention counts the days and weeks of that one.
    package var utcOffset: Int32 = 0
    package var parent: ObjectID?
    package var tree: ObjectID
    /// Absolute paths that were backed up, raw bytes decoded as UTF-8.
    package var paths: [String] = []
    package var hostname = ""
    package var username = ""
    package var uid: UInt32 = 0
    package var gid: UInt32 = 0
    package var excludes: [String] = []
    package var tags: [String] = []
    package var original: ObjectID?
    package var programVersion = ""
    package var summary: SnapshotSummary?
    /// Members that this program does not know, as raw JSON, kept when the snapshot is written again.
    package var unknownMembers: [UnknownMember] = []

    /// Makes a snapshot of a root tree.
    package init(tree: ObjectID) {
        self.tree = tree
    }

    /// A member of the JSON object that has no field here.
    package struct UnknownMember: Sendable, Equatable {
        package var name: String
        package var json: [UInt8]
    }
}
