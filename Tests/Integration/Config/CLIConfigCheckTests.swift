import CLinux
import DRTestSupport
import Testing

/// `dr config check`.
@Suite struct CLIConfigCheckTests {
    @Test(.tags(.large)) func findsNothingWrongWithTheExample() throws {
        try ConfigurationFiles.withExample { files in
            let run = try files.dr.run(["config", "check"])
            #expect(run.status == 0, "\(run.text)\(run.errors)")
            #expect(
                run.lines == [
                    "development: valid, 2 plans, 1 repository, 4 retention policies",
                    "production: valid, 3 plans, 2 repositories, 4 retention policies",
                    "staging: valid, 2 plans, 1 repository, 4 retention policies",
                ]
            )
            let one = try files.dr.run(["config", "check", "-e", "staging"])
            #expect(one.lines == ["staging: valid, 2 plans, 1 repository, 4 retention policies"])
        }
    }

    @Test(
        .tags(.large),
        arguments: [
            (
                "production.yml", "    retention: production", "    retension: production",
                #"unknown key "retension"; allowed: files, stream,"#, #"did you mean "retention"?"#
            ),
            (
                "production.yml", "incremental: hourly", "incremental: hurly",
                "production.yml:19:20: ", #"did you mean "hourly"?"#
            ),
            (
                "production.yml", "rpo: 1h", "rpo: 30m", "leaves 1h without a backup, more than the RPO of 30m",
                "allowed: an RPO of 1h or more"
            ),
            (
                "production.yml", "off_site: true", "off_site: maybe", "production.yml:12:15: ",
                "allowed: true or false"
            ),
            (
                "production.yml", "copy_of: primary", "copy_of: primry",
                #"the repository "primry" is not declared in repositories"#, #"did you mean "primary"?"#
            ),
            (
                "production.yml", "operations_per_hour: 8", "operations_per_hour: 0", "production.yml:118:24: ",
                "allowed: a whole number from 1 to"
            ),
            (
                "base.yml", "${BACKUP_DIRECTORY:-/var/lib/dr/repository}", "${NOWHERE_SET}", "base.yml:9:10: ",
                "NOWHERE_SET"
            ),
        ]
    )
    func namesThePlaceAndWhatIsAllowed(
        _ file: String,
        _ old: String,
        _ new: String,
        _ first: String,
        _ second: String
    ) throws {
        try ConfigurationFiles.withExample { files in
            try files.edit(file, old, new)
            let run = try files.dr.run(["config", "check", "-e", "production"])
            #expect(run.status == 13)
            let line = run.lines.first { $0.contains(first) }
            #expect(line?.contains(second) == true, "\(run.text)")
            #expect(line?.hasPrefix(files.folder + "/" + file + ":") == true)
            #expect(run.lines.last?.hasPrefix("production: ") == true)
        }
    }

    @Test(.tags(.large)) func tellsAllProblemsAtOnce() throws {
        try ConfigurationFiles.withExample { files in
            try files.edit("production.yml", "full: daily at 02:00", "full: daily at 25:00")
            try files.edit("production.yml", "storage_growth: 25%", "storage_growth: lots")
            try files.edit("base.yml", "repository: primary", "repository: primay")
            let run = try files.dr.run(["config", "check", "-e", "production", "--json"])
            #expect(run.status == 13)
            let problems = run.lines.filter { $0.contains(#""message_type":"problem""#) }
            #expect(problems.count == 3)
            #expect(problems.first?.contains(#""file":"\#(files.folder)/base.yml","line":18,"column":17"#) == true)
            #expect(problems.first?.contains(#""suggestion":"primary""#) == true)
            #expect(try JSONLines(run.lines).types == ["problem", "problem", "problem", "environment", "summary"])
            // What all environments share is said once to people.
            let all = try files.dr.run(["config", "check"])
            #expect(all.lines.filter { $0.contains("primay") }.count == 1)
            #expect(all.lines.count { $0.hasSuffix("1 problem") } == 2)
        }
    }

    @Test(.tags(.large)) func refusesASecretThatOthersCanRead() throws {
        try ConfigurationFiles.withExample { files in
            try files.scratch.write(Array("open".utf8), to: "open", mode: 0o644)
            try files.edit("base.yml", files.scratch.path("secret"), files.scratch.path("open"))
            let run = try files.dr.run(["config", "check", "-e", "staging"])
            #expect(run.status == 13)
            #expect(run.text.contains("can be used by others (mode 644)"))
            #expect(run.text.contains("chmod 600 " + files.scratch.path("open")))
            #expect(try files.dr.run(["config", "check", "-e", "staging", "--without-secrets"]).status == 0)
        }
    }

    @Test(.tags(.large)) func warnsOfFilesThatOthersCanChange() throws {
        try ConfigurationFiles.withExample { files in
            #expect(try files.dr.run(["config", "check", "-e", "staging"]).errors.isEmpty)
            #expect(chmod(files.folder + "/staging.yml", 0o664) == 0)
            let run = try files.dr.run(["config", "check", "-e", "staging"])
            #expect(run.status == 0)
            #expect(run.errors.contains("others can change the configuration"))
            #expect(run.errors.contains("next: chmod go-w \(files.folder)/staging.yml"))
        }
    }

    @Test(.tags(.large)) func saysWhereItLooked() throws {
        try ScratchDirectory.with { scratch in
            let run = try Tool.dr(["DR_CONFIG": scratch.path]).run(["config", "check"])
            #expect(run.status == 13)
            #expect(run.errors.contains("base.yml was not found: \(scratch.path)"))
            #expect(run.errors.contains("next: dr setup"))
        }
    }

    @Test(.tags(.large)) func namesTheEnvironments() throws {
        try ConfigurationFiles.withExample { files in
            let wrong = try files.dr.run(["config", "check", "-e", "prod"])
            #expect(wrong.status == 13)
            #expect(wrong.errors.contains("there are: development, production, staging"))
            let list = try files.dr.run(["config", "environments"])
            #expect(list.lines.count == 4)
            #expect(list.text.contains("app-files, orders"))
        }
    }
}
