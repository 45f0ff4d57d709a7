/// What a service can be; the raw value is the key of its settings.
package enum ServiceKind: String, CaseIterable, Hashable, Sendable {
    case postgresql
    case release
    case http
    case process
    case haproxy
    case network
    case directory
}

extension ServiceSettings {
    /// What the service is; exactly one of its kinds is set.
    package var kind: ServiceKind {
        if postgresql != nil { return .postgresql }
        if release != nil { return .release }
        if process != nil { return .process }
        if haproxy != nil { return .haproxy }
        if network != nil { return .network }
        if directory != nil { return .directory }
        return .http
    }
}
