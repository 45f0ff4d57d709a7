/// Which snapshots a command is about, with the meaning of restic's `--host`, `--tag` and `--path`.
package struct SnapshotFilter: Sendable, Equatable {
    /// Any of these hosts; empty for all.
    package var hosts: [String]
    /// Any of these lists, of which all tags must be there; an empty list stands for snapshots without tags.
    package var tags: [[String]]
    /// All of these paths.
    package var paths: [String]

    /// Makes a filter; without arguments it matches everything.
    package init(hosts: [String] = [], tags: [[String]] = [], paths: [String] = []) {
        self.hosts = hosts
        self.tags = tags
        self.paths = paths
    }

    /// Whether all three conditions hold; what holds a write-ahead log is passed over unless its tag is asked for.
    package func matches(_ snapshot: Snapshot) -> Bool {
        guard !snapshot.isLog || tags.contains(where: { $0.contains(Snapshot.logTag) }) else { return false }
        return (hosts.isEmpty || hosts.contains(snapshot.hostname))
            && (tags.isEmpty || tags.contains { Self.holds(snapshot.tags, $0) })
            && paths.allSatisfy(snapshot.paths.contains)
    }

    private static func holds(_ tags: [String], _ wanted: [String]) -> Bool {
        wanted.isEmpty ? tags.isEmpty : wanted.allSatisfy(tags.contains)
    }

    /// The conditions for messages, such as "host web1.example.com, path /srv"; empty when there are none.
    package var description: String {
        let hosts = hosts.map { "host " + $0 }
        let tags = tags.map { $0.isEmpty ? "no tag" : "tag " + $0.joined(separator: "+") }
        return (hosts + tags + paths.map { "path " + $0 }).joined(separator: ", ")
    }
}
