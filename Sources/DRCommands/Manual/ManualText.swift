/// The parts of the manual page that no command knows.
enum ManualText {
    static let description =
        Roff.text(
            """
            dr keeps backups in an encrypted, compressed repository without duplicates, in the format of restic, version \
            2: either program reads, checks and restores what the other wrote. Results go to standard output, messages \
            and progress to standard error.
            """
        ) + "\n.PP\n"
        + Roff.text(
            """
            A snapshot is named by its id or a unique start of it, by its name such as backup-20240125-143022, which is \
            the time of the backup in UTC, or by the word latest. Where a directory in a snapshot can be meant, \
            SNAPSHOT:PATH names it.
            """
        )

    static let exitCodes = [
        ("0", "Done."),
        ("1", "Failed."),
        ("2", "The command line is wrong."),
        ("3", "The snapshot was made, but some of the sources could not be read; they are listed."),
        ("10", "There is no repository at the place."),
        ("11", "The repository is locked by another program; --retry-lock waits for it."),
        ("12", "Wrong password."),
        ("13", "The configuration is not valid; dr config check tells everything that is wrong with it."),
        ("14", "The storage could not be reached, also not by repeated tries."),
        ("15", "Something in the repository is damaged; dr verify names the snapshots and files concerned."),
        ("16", "A restored file read back differs from the snapshot."),
        ("18", "Refused, because it would remove more than was certainly meant."),
        ("75", "Not possible now; try later."),
        ("130, 143", "Stopped by SIGINT, or by SIGTERM or SIGHUP. The locks are removed."),
    ]

    static let variables = [
        ("DR_REPOSITORY", "The repository, when --repo is not given."),
        ("DR_PASSWORD_FILE", "A file that holds the password; blanks and newlines at its ends do not count."),
        ("DR_PASSWORD_COMMAND", "A command that prints the password as its first line; it is run without a shell."),
        ("DR_PASSWORD", "The password itself; other programs of the same user may see it."),
        ("DR_CONFIG", "The folder of the configuration, when --config is not given."),
        ("DR_ENVIRONMENT", "The environment, when --environment is not given."),
        ("DR_SECTION__KEY", "A value of the configuration in place of that in its files."),
    ]

    static let signals = [
        (
            "SIGINT, SIGTERM, SIGHUP",
            "Stop in good order: what was stored is kept for the next time. A second one stops at once."
        ),
        ("SIGUSR1", "Write a line about the progress."),
    ]

    static let files = [
        ("./config, /etc/dr", "Where a configuration is looked for: base.yml, ENVIRONMENT.yml, retention/POLICY.yml."),
        ("/var/lib/dr", "What this machine remembers (state_directory in the configuration); no restore needs it."),
        ("REPOSITORY/config", "What makes the folder a repository. Losing it loses the repository."),
        ("REPOSITORY/keys", "One file for each password. Losing all of them loses the repository."),
        ("REPOSITORY/snapshots, index, data, locks", "The snapshots, the index, the data, and who is at work."),
    ]

    static let examples =
        Roff.example(
            "Make a repository with a password that is kept in a file:",
            """
            (umask 077; head -c 24 /dev/urandom | base64 > /etc/dr/repository.key)
            export DR_REPOSITORY=/srv/backup DR_PASSWORD_FILE=/etc/dr/repository.key
            dr init
            """
        ) + "\n"
        + Roff.example(
            "Look what is there, and what changed between two snapshots:",
            """
            dr snapshots
            dr ls -l latest:/etc
            dr diff backup-20240125-020000 latest
            dr find 'nginx*.conf'
            """
        ) + "\n"
        + Roff.example(
            "Restore with restic on a machine without dr:",
            "restic -r /srv/backup --password-file /etc/dr/repository.key restore latest --target /mnt"
        )
}
