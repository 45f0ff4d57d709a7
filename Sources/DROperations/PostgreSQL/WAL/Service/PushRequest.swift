import DRWorkloads

/// A file that somebody waits to have stored.
struct PushRequest: Sendable {
    let number: Int
    let source: WALSource
    let cluster: UInt64
}
