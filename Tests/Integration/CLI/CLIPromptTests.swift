import CLinux
import DRTestSupport
import Testing

/// `dr` with a person at a terminal.
@Suite struct CLIPromptTests {
    @Test(.tags(.large)) func asksTwiceForANewPassword() throws {
        try ScratchDirectory.with { scratch in
            let dr = try Tool.dr(["DR_REPOSITORY": scratch.path("repository")])
            let session = try TerminalTool(dr, ["init"])
            try session.expect("password for the new repository: ")
            #expect(!session.echoes)
            try session.type("one secret\n")
            try session.expect("the same again: ")
            try session.type("another\n")
            try session.expect("differ")
            try session.expect("password for the new repository: ")
            try session.type("one secret\n")
            try session.expect("the same again: ")
            try session.type("one secret\n")
            #expect(try session.wait() == 0)
            #expect(!session.screen.contains("one secret"))
            var withPassword = dr
            withPassword.environment["DR_PASSWORD"] = "one secret"
            #expect(try withPassword.run(["snapshots"]).status == 0)
        }
    }

    @Test(.tags(.large)) func letsTryAgain() throws {
        try CLIRepository.with { repository in
            let dr = try Tool.dr(["DR_REPOSITORY": repository.path])
            let session = try TerminalTool(dr, ["snapshots"])
            try session.expect("password of the repository: ")
            try session.type("wrong\n")
            try session.expect("try again")
            try session.expect("password of the repository: ")
            try session.type("correct horse\n")
            #expect(try session.wait() == 0)
            #expect(session.screen.contains("0 snapshots"))
        }
    }

    @Test(.tags(.large), arguments: [(SIGINT, Int32(130)), (SIGTERM, Int32(143))])
    func givesTheEchoBack(_ signal: Int32, _ status: Int32) throws {
        try CLIRepository.with { repository in
            let session = try TerminalTool(Tool.dr(["DR_REPOSITORY": repository.path]), ["snapshots"])
            try session.expect("password of the repository: ")
            #expect(!session.echoes)
            session.signal(signal)
            #expect(try session.wait() == status)
            #expect(session.echoes)
        }
    }
}
