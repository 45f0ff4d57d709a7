import CLinux
import DRTestSupport
import Testing

/// `dr config recover`.
@Suite struct CLIConfigRecoverTests {
    /// `dr` as on a machine that has nothing but the repository and its password.
    private func empty(_ lab: ConfiguredLab) throws -> Tool {
        try Tool.dr(["DR_REPOSITORY": lab.repositoryPath, "DR_PASSWORD": ConfiguredLab.password])
    }

    @Test(.tags(.large)) func bringsBackTheFilesAsTheyWere() throws {
        try ConfiguredLab.with { lab in
            let names = ["base.yml", "lab.yml", "retention/simple.yml"]
            let before = try names.map { try lab.scratch.read("config/" + $0) }
            try lab.run(["backup"])
            try lab.scratch.remove("config")
            let folder = lab.scratch.path("new/config")
            let run = try empty(lab).run(["config", "recover", "--target", folder])
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.text.contains("lab: from snapshot "))
            #expect(run.text.contains("secret repositories.primary.password: the file \(lab.scratch.path("key"))"))
            #expect(try names.map { try lab.scratch.read("new/config/" + $0) } == before)
            // With the secret still there, the recovered folder works.
            #expect(try lab.dr.run(["config", "check", "--online", "--config", folder]).status == 0)
            #expect(try lab.dr.run(["backup", "--config", folder]).status == 0)
        }
    }

    @Test(.tags(.large)) func takesTheNewestOfEachEnvironment() throws {
        try ConfiguredLab.with { lab in
            try lab.run(["backup"])
            try lab.scratch.write(Array("timezone: Europe/Berlin\n".utf8), to: "config/lab.yml")
            try lab.run(["backup"])
            try lab.scratch.write(Array("timezone: Asia/Tokyo\n".utf8), to: "config/other.yml")
            try lab.run(["backup", "-e", "other"])
            let folder = lab.scratch.path("new")
            let run = try empty(lab).run(["config", "recover", "--target", folder, "--json"])
            #expect(run.status == 0, "\(run.errors)")
            #expect(try JSONLines(run.lines).types == ["environment", "environment", "secret", "summary"])
            #expect(try lab.scratch.read("new/lab.yml") == Array("timezone: Europe/Berlin\n".utf8))
            #expect(try lab.scratch.read("new/other.yml") == Array("timezone: Asia/Tokyo\n".utf8))
            let one = try empty(lab).run(["config", "recover", "--target", lab.scratch.path("one"), "-e", "lab"])
            #expect(one.status == 0)
            #expect(try lab.scratch.names(in: "one") == ["base.yml", "lab.yml", "retention"])
        }
    }

    @Test(.tags(.large)) func refusesAFolderThatIsInUse() throws {
        try ConfiguredLab.with { lab in
            try lab.run(["backup"])
            let run = try empty(lab).run(["config", "recover", "--target", lab.scratch.path("config")])
            #expect(run.status == 2)
            #expect(run.errors.contains("there is something in this folder already"))
        }
    }

    @Test(.tags(.large)) func saysWhenNoBackupCarriesAConfiguration() throws {
        try ConfiguredLab.with { lab in
            let dr = try empty(lab)
            #expect(try dr.run(["backup", lab.scratch.path("data")]).status == 0)
            let run = try dr.run(["config", "recover", "--target", lab.scratch.path("new")])
            #expect(run.status == 1)
            #expect(run.errors.contains("none carries a configuration"))
            #expect(access(lab.scratch.path("new"), F_OK) != 0)
            try lab.run(["backup"])
            let other = try dr.run(["config", "recover", "--target", lab.scratch.path("new"), "-e", "production"])
            #expect(other.status == 1)
            #expect(other.errors.contains("no snapshot of this environment carries a configuration: production"))
        }
    }

    @Test(.tags(.large)) func namesVariablesThatAreMissing() throws {
        try ConfiguredLab.with(layer: "plans: {files: {tags: [\"${SITE}\"]}}\n", variables: ["SITE": "east"]) { lab in
            try lab.run(["backup"])
            let run = try empty(lab).run(["config", "recover", "--target", lab.scratch.path("new")])
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.errors.contains("SITE"))
            #expect(try lab.scratch.names(in: "new") == ["base.yml", "lab.yml", "retention"])
        }
    }
}
