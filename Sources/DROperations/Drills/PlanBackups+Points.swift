import CLinux
import DRCore
import DRPolicy
import DRRepository
import DRStorage

extension PlanBackups {
    package func missing(plan: String) throws -> [String] { try lost(plan, Cancellation()).map(\.name) }

    private func lost(_ plan: String, _ cancellation: Cancellation) throws -> [LostPoints.Point] {
        let storage = try access(cancellation).storage(installation.plan(plan).repository)
        let present = Set(try storage.list(.snapshot).map(\.id))
        let catalog = try Catalog(stateDirectory: installation.stateDirectory)
        return try LostPoints(installation: installation, catalog: catalog).find(plan: plan, present: present)
    }

    package func removeNewest(_ count: Int, plan: String, keeping directory: String) throws -> [String] {
        let repository = try open(plan, Cancellation())
        // A drill that was broken off goes on with what it had chosen.
        let chosen = try kept(directory)
        let points = try points(of: plan, in: repository)
        let doomed = chosen.isEmpty ? points.suffix(count).compactMap(\.snapshot.id) : chosen
        if chosen.isEmpty {
            try StateDirectory.make(directory)
            for id in doomed {
                let content = try repository.backend.load(ObjectName(.snapshot, id))
                try FileBytes.replace(directory + "/" + id.hex, with: content.array, mode: 0o600)
            }
            let list = doomed.map { $0.hex + "\n" }.joined()
            try FileBytes.replace(directory + Self.list, with: Array(list.utf8), mode: 0o600)
        }
        try repository.forget(doomed)
        return points.filter { $0.snapshot.id.map(doomed.contains) ?? false }.map(\.name)
    }

    package func putBack(plan: String, from directory: String) throws -> Int {
        let storage = try access(Cancellation()).storage(installation.plan(plan).repository)
        var count = 0
        for id in try kept(directory) where try !storage.exists(ObjectName(.snapshot, id)) {
            let path = directory + "/" + id.hex
            let content = ByteBuffer(try FileBytes.read(path, limit: 1 << 30) ?? [])
            guard try SHA256Hasher().hash(content.bytes) == id else {
                throw DRError(.integrity, "the kept restore point is not what was kept", object: path)
            }
            try storage.save(ObjectName(.snapshot, id), content.bytes)
            count += 1
        }
        return count
    }

    /// Names what was kept, once all of it is.
    private static let list = "/list"

    /// What was kept in a directory; nothing when it was not kept to its end.
    private func kept(_ directory: String) throws -> [ObjectID] {
        let bytes = try FileBytes.read(directory + Self.list, limit: 1 << 20) ?? []
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { ObjectID(hex: String($0)) }
    }

    package func uncopied(_ count: Int, plan: String) throws -> [String] {
        let repository = try open(plan, Cancellation())
        var points = try points(of: plan, in: repository).suffix(count)
        for (_, copy) in try copies(of: plan, repository, Cancellation()) {
            let held = try copy.snapshots()
            points.removeAll { $0.snapshot.id.map(held.contains) ?? false }
        }
        return points.map(\.name)
    }

    package func refill(plan: String, _ cancellation: Cancellation) throws -> (text: String, count: Int) {
        var lost = try lost(plan, cancellation)
        guard !lost.isEmpty else { return ("no restore point that the catalog knows is missing", 0) }
        let missing = lost.map(\.name)
        let repository = try open(plan, cancellation)
        var sources: [String] = []
        var count = 0
        for (name, copy) in try copies(of: plan, repository, cancellation) {
            let held = try copy.snapshots()
            let found = lost.filter { held.contains($0.id) }
            guard !found.isEmpty else { continue }
            let report = try repository.withLock(
                exclusive: false,
                cancellation: cancellation,
                options: access(cancellation).lockOptions
            ) { _ in try copy.run(found.map(\.id), cancellation) }
            lost.removeAll { held.contains($0.id) }
            count += report.snapshots
            sources.append("\(name) with \(report.packs) packs")
        }
        guard lost.isEmpty else {
            throw DRError(
                .recoveryTargetUnreachable,
                "no copy of the repository holds these restore points: \(lost.map(\.name).joined(separator: ", "))",
                object: plan,
                hint: "look for another copy; \(count) were brought back"
            )
        }
        let text = "\(missing.count) restore points were missing: \(missing.prefix(5).joined(separator: ", "))"
        return (text + "; brought back from \(sources.joined(separator: ", "))", count)
    }

    /// The copies of the repository of a plan, by their names.
    private func copies(
        of plan: String,
        _ repository: Repository,
        _ cancellation: Cancellation
    ) throws -> [(name: String, copy: RepositoryRefill)] {
        let original = try installation.plan(plan).repository
        let names = installation.configuration.repositories.filter { $0.value.copyOf == original }.keys.sorted()
        guard !names.isEmpty else {
            throw DRError(
                .failed,
                "the repository has no copy, so nothing that is removed from it could be brought back",
                object: "repositories.\(original)",
                hint: "configure one with copy_of: \(original)"
            )
        }
        return try names.map { ($0, try RepositoryRefill(repository, from: access(cancellation).storage($0))) }
    }
}
