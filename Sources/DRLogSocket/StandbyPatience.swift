import CLinux

/// How long `dr wal get` tries, which depends on the server that asks.
package enum StandbyPatience {
    /// Whether the server in the working directory is a standby, which asks again and again and does not promote itself.
    package static var isStandby: Bool { access("standby.signal", F_OK) == 0 }

    /// The seconds in which what fails is tried again: a standby need not wait here.
    package static func seconds(of wished: Double, isStandby: Bool) -> Double { isStandby ? min(wished, 5) : wished }

    /// What is usual, in seconds.
    package static let usual = 300.0
}
