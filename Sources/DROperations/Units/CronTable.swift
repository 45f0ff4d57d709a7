/// The lines of cron that run what is due every minute.
package struct CronTable: Sendable {
    /// The name of the file in `/etc/cron.d`; names with a dot are not read there.
    package let name: String
    /// The lines of that file.
    package let systemText: String
    /// The lines for the crontab of a user, between marks that find them again.
    package let userLines: [String]
    /// The first and the last line of what belongs to the environment in the crontab of a user.
    package let marks: (begin: String, end: String)

    /// The lines of an environment.
    ///
    /// - Parameters:
    ///   - program: the program of `dr`, as an absolute path.
    ///   - configuration: the folder of the configuration, as an absolute path.
    package init(environment: String, program: String, configuration: String) {
        name = "dr-" + String(environment.map { $0 == "." ? "-" : $0 })
        let command =
            [program, "schedule", "due", "--quiet", "--config", configuration, "--environment", environment]
            .map(UnitText.cronWord).joined(separator: " ")
        let head = "# Made by 'dr schedule install --cron': starts what is due; what does is not started twice."
        systemText = """
            \(head)
            PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
            * * * * * root \(command)

            """
        marks = ("# BEGIN dr \(environment)", "# END dr \(environment)")
        userLines = [marks.begin, "* * * * * \(command)", marks.end]
    }

    /// The crontab of a user with these lines in place of those of before, or without them.
    package func merged(into crontab: String, isRemoval: Bool) -> String {
        var lines: [Substring] = []
        var isInside = false
        for line in crontab.split(separator: "\n", omittingEmptySubsequences: false) {
            if line == marks.begin { isInside = true }
            if !isInside { lines.append(line) }
            if line == marks.end { isInside = false }
        }
        while lines.last?.isEmpty == true { lines.removeLast() }
        let all = lines.map(String.init) + (isRemoval ? [] : userLines)
        return all.isEmpty ? "" : all.joined(separator: "\n") + "\n"
    }
}
