/// What a name can stand for.
enum DeclaredKind: String, Sendable, CaseIterable {
    case repository
    case retention = "retention policy"
    case region
    case service
    case channel
    case plan

    /// Where such names are declared.
    var place: String {
        switch self {
        case .repository: "repositories"
        case .retention: "retention/*.yml"
        case .region: "regions"
        case .service: "services"
        case .channel: "alerts.channels"
        case .plan: "plans"
        }
    }
}
