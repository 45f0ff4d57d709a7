import CLinux
import Foundation
import DRCore
import DRRepository
import DRStorage
import DRTestSupport
import Testing

/// A repository that another program wrote, unpacked for one test.
struct FixtureRepository: Sendable, CustomTestStringConvertible {
    let archive: String
    let password: String

    static let all = [
        FixtureRepository(archive: "restic-repo", password: "restic"),
        FixtureRepository(archive: "rustic-repo", password: "rustic"),
    ]

    var testDescription: String { archive }

    /// Calls `body` with the unpacked repository, opened, its index read.
    func open(_ body: (Repository) throws -> Void) throws {
        try ScratchDirectory.with { scratch in
            let archivePath = try #require(
                Bundle.module.url(forResource: "Fixtures/" + archive, withExtension: "tar.gz")
            ).path
            let status = system("tar -xzf '\(archivePath)' -C '\(scratch.path)'")
            try #require(clinux_exited(status) != 0 && clinux_exit_status(status) == 0)
            let folder = try #require(try scratch.names().first)
            let backend = try Location(scratch.path(folder)).open()
            let repository = try Repository.open(backend, password: Secret(Array(password.utf8)))
            try repository.loadIndex()
            try body(repository)
        }
    }
}
