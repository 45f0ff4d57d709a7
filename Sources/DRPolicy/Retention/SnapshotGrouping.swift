import DRCore

/// By what snapshots are divided into groups before the rules are applied to each group on its own.
///
/// The semantics are restic's (`internal/data/snapshot_group.go`): the order of paths and of tags does not matter, and
/// two snapshots belong together when the whole lists are equal.
package struct SnapshotGrouping: Hashable, Sendable {
    package var byHost: Bool
    package var byPaths: Bool
    package var byTags: Bool

    /// The grouping when none is asked for: host and paths.
    package static let hostAndPaths = SnapshotGrouping(byHost: true, byPaths: true)

    /// Makes a grouping; by nothing, all snapshots are one group.
    package init(byHost: Bool = false, byPaths: Bool = false, byTags: Bool = false) {
        self.byHost = byHost
        self.byPaths = byPaths
        self.byTags = byTags
    }

    /// Reads the value of `--group-by`: `host`, `paths` and `tags` (or `hosts`, `path`, `tag`), separated by commas.
    ///
    /// The empty text means one group of all. Throws a usage error that names an unknown word.
    package init(parsing text: String) throws {
        self.init()
        for word in text.split(separator: ",") {
            switch word {
            case "host", "hosts": byHost = true
            case "path", "paths": byPaths = true
            case "tag", "tags": byTags = true
            default:
                throw DRError(
                    .usage,
                    "snapshots cannot be grouped by this",
                    object: String(word),
                    hint: "use host, paths and tags, separated by commas, or '' for one group of all"
                )
            }
        }
    }

    /// The group that a snapshot belongs to.
    package func group(of point: RetentionPoint) -> SnapshotGroup {
        SnapshotGroup(
            hostname: byHost ? point.hostname : nil,
            paths: byPaths ? Self.sorted(point.paths) : nil,
            tags: byTags ? Self.sorted(point.tags) : nil
        )
    }

    /// Divides snapshots into groups: those in the order of host, paths and tags, each group newest first.
    package func divide(_ points: [RetentionPoint]) -> [(group: SnapshotGroup, members: [RetentionPoint])] {
        var places: [[UInt8]: Int] = [:]
        var groups: [(key: [UInt8], group: SnapshotGroup, members: [RetentionPoint])] = []
        // Most lists are of few hosts: neighbours of one host need no key of their own.
        var (lastHost, lastPlace): (String?, Int) = (nil, 0)
        for point in points {
            if byHost, !byPaths, !byTags, lastHost?.utf8.elementsEqual(point.hostname.utf8) == true {
                groups[lastPlace].members.append(point)
                continue
            }
            let group = group(of: point)
            let key = group.key
            if let place = places[key] {
                groups[place].members.append(point)
                lastPlace = place
            } else {
                lastPlace = groups.count
                places[key] = groups.count
                groups.append((key, group, [point]))
            }
            lastHost = point.hostname
        }
        groups.sort { $0.key.lexicographicallyPrecedes($1.key) }
        return groups.map { ($0.group, $0.members.sorted(by: RetentionPoint.isNewer)) }
    }

    private static func sorted(_ names: [String]) -> [String] {
        names.count < 2 ? names : names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
