import DRCore
import DRPolicy

/// What has to be known to set up a first plan.
package struct SetupAnswers: Sendable, Equatable {
    /// The name of the environment.
    package var environment = "production"
    /// The name of the plan.
    package var plan = "files"
    /// The trees to back up, as absolute paths.
    package var paths: [String] = []
    /// Patterns of what is left out.
    package var exclude: [String] = []
    /// Where the repository lies, as `--repo` takes it.
    package var repository = "/var/backups/dr"
    /// Whether it lies at another site than this machine.
    package var isOffSite = false
    /// The file of the password.
    package var passwordFile = ""
    /// When backups run that read what changed; nil for never.
    package var incremental: String? = "hourly"
    /// When backups run that read everything.
    package var full = "daily at 02:00"
    /// The retention policy by its name.
    package var retention = "production"
    /// The zone of all times.
    package var timezone = "UTC"
    /// Where the catalog lies.
    package var stateDirectory = "/var/lib/dr"
    /// How long a restore may take; nil where that is not known.
    package var rto: Duration?

    /// Makes answers without paths and password file, which have no good default.
    package init() {}
}
