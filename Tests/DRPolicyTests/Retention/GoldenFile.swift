import DRCore
import DRPolicy
import Foundation

/// A file of `retention/golden`: snapshots, and what versions of restic decided about them.
struct GoldenFile: Decodable {
    let zone: String
    let timeline: [Snapshot]
    let cases: [Case]

    struct Snapshot: Decodable {
        let id: String
        let time: String
        let host: String
        let paths: [String]
        let tags: [String]
    }

    struct Case: Decodable {
        let rules: [String]
        let restic: [String: Answer]
    }

    /// What a version answered: groups, a refusal (null), or the same as another version.
    enum Answer: Decodable {
        case refused
        case same(String)
        case groups([Group])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .refused
            } else if let text = try? container.decode(String.self) {
                self = .same(String(text.dropFirst(3)))
            } else {
                self = .groups(try container.decode([Group].self))
            }
        }
    }

    struct Group: Decodable, Equatable {
        let host: String
        let paths: [String]
        let tags: [String]
        let removed: Int
        /// Id, reasons, and the remaining counts where the version tells them.
        let kept: [[String]]

        var withoutCounts: Group {
            Group(host: host, paths: paths, tags: tags, removed: removed, kept: kept.map { Array($0.prefix(2)) })
        }
    }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../../../retention/golden"
    )

    /// Those that all versions were asked about.
    static let names = ["fleet", "zones", "zones-berlin", "month-ends", "future", "young"]

    /// Those, and one that restic 0.14 alone was asked about.
    static let allNames = names + ["pairs"]

    init(named name: String) throws {
        let data = try Data(contentsOf: Self.folder.appending(path: name + ".json"))
        self = try JSONDecoder().decode(GoldenFile.self, from: data)
    }

    /// The snapshots as the policy takes them.
    func points() throws -> [RetentionPoint] {
        try timeline.map { snapshot in
            var text = snapshot.time
            let parsed = text.withUTF8 { RFC3339.parseWithOffset(UnsafeRawBufferPointer($0)) }
            guard let (instant, offset) = parsed else {
                throw DRError(.failed, "not a time in a golden file", object: snapshot.time)
            }
            return RetentionPoint(
                id: snapshot.id,
                time: instant,
                utcOffset: offset,
                hostname: snapshot.host,
                paths: snapshot.paths,
                tags: snapshot.tags
            )
        }
    }

    /// The groups that a version of restic answered, or nil when it refused.
    func groups(_ version: String, _ answers: [String: Answer]) throws -> [Group]? {
        guard let answer = answers[version] else {
            throw DRError(.failed, "a golden case lacks a version", object: version)
        }
        switch answer {
        case .refused: return nil
        case .groups(let groups): return groups
        case .same(let other): return try groups(other, answers)
        }
    }
}
