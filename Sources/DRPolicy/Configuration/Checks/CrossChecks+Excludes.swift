import DRCore

extension CrossChecks {
    /// Checks that patterns are well formed and that no plan leaves out what it is to back up.
    mutating func checkExcludes(_ leavesOut: ([String], String) throws -> Bool) {
        for name in configuration.plans.keys.sorted() {
            guard let files = configuration.plans[name]?.files, !files.exclude.isEmpty else { continue }
            let place = ["plans", name, "files", "exclude"]
            do {
                for path in files.paths where try leavesOut(files.exclude, path) {
                    let pattern = try files.exclude.last { try leavesOut([$0], path) } ?? files.exclude[0]
                    report(
                        "the pattern \"\(pattern)\" leaves out \(path), a path of the plan itself",
                        place,
                        allowed: "patterns of what lies below the paths"
                    )
                }
            } catch {
                let error = error as? DRError
                let pattern = error?.object.map { " \"\($0)\"" } ?? ""
                report("a pattern\(pattern) is malformed", place, allowed: error?.hint ?? "patterns as restic has them")
            }
        }
    }
}
