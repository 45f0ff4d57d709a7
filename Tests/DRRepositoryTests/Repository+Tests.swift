import Testing
import DRStorage

@testable import DRRepository

extension Repository {
    /// A repository over `backend` with a random key and no key file.
    static func forTests(
        _ backend: any Backend,
        version: Int = 2,
        key: MasterKey? = nil
    ) throws -> Repository {
        let drawn = try #require(key ?? MasterKey.random())
        return Repository(
            backend: backend,
            config: RepositoryConfig(
                version: version,
                id: String(repeating: "1", count: 64),
                chunkerPolynomial: 0x3DA3358B4DC173
            ),
            keyID: ObjectName.config.id,
            masterKey: drawn
        )
    }
}
