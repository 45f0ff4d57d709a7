import DRTestSupport
import Testing

/// `dr config show`, `schema` and `example`.
@Suite struct CLIConfigShowTests {
    @Test(.tags(.large)) func showsTheValuesThatHold() throws {
        try ConfigurationFiles.withExample { files in
            let run = try files.dr.run(["config", "show", "-e", "production", "plans.app-files.schedule"])
            #expect(run.status == 0, "\(run.errors)")
            #expect(
                run.lines.prefix(5) == [
                    "plans:", "  app-files:", "    schedule:", "      incremental: hourly",
                    "      full: daily at 02:00",
                ]
            )
            let whole = try files.dr.run(["config", "show", "-e", "production"])
            #expect(whole.text.contains("  primary:\n    url: \(files.scratch.path("repository"))\n"))
        }
    }

    @Test(.tags(.large)) func namesTheOriginOfEachValue() throws {
        try ConfigurationFiles.withExample { files in
            var dr = files.dr
            dr.environment["DR_GUARDRAILS__OPERATIONS_PER_HOUR"] = "5"
            let run = try dr.run(["config", "show", "-e", "production", "--origin"])
            #expect(run.status == 0, "\(run.errors)")
            func line(_ text: String) -> String? { run.lines.first { $0.contains(text) } }
            #expect(line("timezone: ")?.hasSuffix("  # \(files.folder)/base.yml:5") == true)
            #expect(line("operations_per_hour: 5")?.hasSuffix("  # DR_GUARDRAILS__OPERATIONS_PER_HOUR") == true)
            #expect(line("storage_growth: 25%")?.hasSuffix("  # \(files.folder)/production.yml:121") == true)
            #expect(line("compression: ")?.hasSuffix("  # default") == true)
            let json = try dr.run(["config", "show", "-e", "production", "--json", "guardrails.operations_per_hour"])
            #expect(
                json.lines.first
                    == #"{"message_type":"value","key":"guardrails.operations_per_hour","value":5,"#
                    + #""origin":{"variable":"DR_GUARDRAILS__OPERATIONS_PER_HOUR"}}"#
            )
        }
    }

    @Test(.tags(.large)) func readsBackAsTheSameConfiguration() throws {
        try ConfigurationFiles.withExample { files in
            let shown = try files.dr.run(["config", "show", "-e", "staging"])
            try files.scratch.write(shown.output, to: "config/base.yml")
            try files.scratch.write(Array("version: 1\n".utf8), to: "config/staging.yml")
            let again = try files.dr.run(["config", "show", "-e", "staging"])
            #expect(again.text == shown.text, "\(again.errors)")
        }
    }

    @Test(
        .tags(.large),
        arguments: [
            ("plans.app-fils", "did you mean plans.app-files? there are: app-files, orders"),
            ("plan", "did you mean plans? there are: version, timezone,"),
            ("plans.app-files.repository.url", "plans.app-files.repository is a single value"),
        ]
    )
    func saysWhatThereIs(_ key: String, _ hint: String) throws {
        try ConfigurationFiles.withExample { files in
            let run = try files.dr.run(["config", "show", "-e", "staging", key])
            #expect(run.status == 2)
            #expect(run.errors.contains(hint), "\(run.errors)")
        }
    }

    @Test(.tags(.large)) func neverShowsASecret() throws {
        try ConfigurationFiles.withExample { files in
            try files.edit("base.yml", "{file: \(files.scratch.path("secret"))}", "{command: [pass, show, hunter2]}")
            try files.edit("base.yml", "[systemctl, is-active, app.service]", "[curl, --token=hunter2]")
            for arguments in [[], ["--origin"], ["--json"]] {
                let run = try files.dr.run(["config", "show", "-e", "staging"] + arguments)
                #expect(run.status == 0)
                #expect(run.text.contains("[redacted]"))
                #expect(!run.text.contains("hunter2"))
            }
        }
    }

    @Test(.tags(.large)) func printsTheSchema() throws {
        let layered = try Tool.dr().run(["config", "schema"])
        let retention = try Tool.dr().run(["config", "schema", "--retention"])
        #expect(layered.text.contains(#""title": "Configuration of dr""#))
        #expect(retention.text.contains(#""title": "Retention policy of dr""#))
        for arguments in [[], ["--retention"]] {
            let json = try Tool.dr().run(["config", "schema", "--json"] + arguments)
            #expect(try JSONLines(json.lines).types == ["summary"])
        }
    }

    @Test(.tags(.large)) func printsTheExampleAsItIsShipped() throws {
        for (name, path) in [("base.yml", "docs/examples/config/base.yml"), ("retention/audit", "retention/audit.yml")]
        {
            let run = try Tool.dr().run(["config", "example", name])
            #expect(run.status == 0)
            #expect(run.output == (try SourceFile.bytes(path)))
        }
        let wrong = try Tool.dr().run(["config", "example", "prod.yml"])
        #expect(wrong.status == 2)
        #expect(wrong.errors.contains("there are: base.yml, production.yml"))
    }

    @Test(.tags(.large)) func writesTheExampleIntoAnEmptyFolderOnly() throws {
        try ConfigurationFiles.withExample { files in
            let run = try files.dr.run(["config", "example", "--write", files.folder])
            #expect(run.status == 2)
            #expect(run.errors.contains("there is something in this folder already"))
            let file = try files.dr.run(["config", "example", "--write", files.scratch.path("secret")])
            #expect(file.status == 2)
        }
    }
}
