import DRCore
import DRTestSupport
import Testing

@testable import DRRepository

struct RepositoryConfigTests {
    static let id = "406454447010c3dc1c388faad275a35a8874daeabd434a4e997d338464e38e9c"

    static func decode(_ text: String) throws -> RepositoryConfig {
        try Array(text.utf8).withUnsafeBytes { try RepositoryConfig(json: $0) }
    }

    @Test(.tags(.small))
    func writesWhatItRead() throws {
        let text = #"{"version":2,"id":"\#(Self.id)","chunker_polynomial":"2a12d474e8dcfd"}"#
        let config = try Self.decode(text)
        #expect(config == RepositoryConfig(version: 2, id: Self.id, chunkerPolynomial: 0x2a_12d4_74e8_dcfd))
        let buffer = ByteBuffer()
        config.appendJSON(to: buffer)
        #expect(String(decoding: buffer.bytes, as: UTF8.self) == text)
    }

    @Test(.tags(.small))
    func readsWhatRusticAdds() throws {
        let config = try Self.decode(
            #"{"version":2,"id":"\#(Self.id)","chunker_polynomial":"3da3358b4dc173","chunker":"fixed_size","chunk_size":4096,"append_only":null}"#
        )
        #expect(config.chunker == "fixed_size")
        #expect(config.chunkerPolynomial == 0x3d_a335_8b4d_c173)
    }

    @Test(
        .tags(.small),
        arguments: [
            "", "{}", #"{"version":2}"#, #"{"version":"2","id":"x","chunker_polynomial":"3"}"#,
            #"{"version":2,"id":"x","chunker_polynomial":""}"#, #"{"version":2,"id":"x","chunker_polynomial":"0x3"}"#,
            #"{"version":2,"id":"x","chunker_polynomial":"11112222333344445"}"#,
            #"{"version":2,"id":"x","chunker_polynomial":3}"#,
            #"{"version":2,"id":"x","chunker_polynomial":"3"} {}"#,
            #"{"version":2,"id":null,"chunker_polynomial":"3"}"#,
        ]
    )
    func refusesOtherTexts(text: String) {
        let error = #expect(throws: DRError.self) { try Self.decode(text) }
        #expect(error?.code == .integrity)
    }
}
