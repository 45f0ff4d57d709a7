import DRTestSupport
import Testing

@testable import enum DROperations.PasswordMask

@Suite("Passwords in texts")
struct PasswordMaskTests {
    @Test(
        "of URLs are taken out, and nothing else",
        .tags(.small),
        arguments: [
            ("", ""),
            ("url: /srv/repository", "url: /srv/repository"),
            ("url: https://example.com/a:b@c", "url: https://example.com/a:b@c"),
            ("url: https://ops@example.com/", "url: https://ops@example.com/"),
            ("# https://ops:hunter2@example.com/x", "# https://ops:[redacted]@example.com/x"),
            ("a://u:p@h b://v:q@i\n", "a://u:[redacted]@h b://v:[redacted]@i\n"),
            ("'smtp://u:p@w@h'", "'smtp://u:[redacted]@h'"),
            ("x://u:@h", "x://u:@h"),
            ("://", "://"),
            ("a://u:p", "a://u:p"),
        ]
    )
    func clean(text: String, expected: String) {
        let cleaned = PasswordMask.clean(Array(text.utf8))
        #expect(String(decoding: cleaned, as: UTF8.self) == expected)
    }
}
