import DRRepository

extension ProgressSample {
    /// How far verify or prune has come.
    init(_ progress: MaintenanceProgress, noun: String) {
        self.init(
            phase: Self.name(progress.phase),
            bytes: UInt64(progress.bytes),
            totalBytes: progress.totalBytes > 0 ? UInt64(progress.totalBytes) : nil,
            items: UInt64(progress.items),
            totalItems: progress.totalItems > 0 ? UInt64(progress.totalItems) : nil,
            noun: noun
        )
    }

    private static func name(_ phase: MaintenanceProgress.Phase) -> String {
        switch phase {
        case .loading: "reading indexes"
        case .walking: "reading directories"
        case .reading: "reading packs"
        case .searching: "looking for harmed files"
        case .repacking: "repacking"
        case .waiting: "waiting for others"
        case .switching: "writing indexes"
        case .deleting: "deleting"
        }
    }
}
