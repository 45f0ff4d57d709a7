import DRCore
import DRTestSupport
import Testing

struct SecretTests {
    private struct Holder {
        let user = "me"
        let password = Secret("hunter2")
        let optional: Secret<String>? = Secret("hunter2")
        let list = [Secret("hunter2")]
    }

    @Test(.tags(.small))
    func givesItsValueToTheOneWhoAsks() {
        #expect(Secret("hunter2").revealed == "hunter2")
    }

    @Test(.tags(.small))
    func neverShowsItself() {
        let secret = Secret("hunter2")
        let holder = Holder()
        var dumped = ""
        dump(holder, to: &dumped)
        dump(secret, to: &dumped)
        var printed = ""
        print(secret, holder, [secret], separator: ",", to: &printed)
        let texts = [
            "\(secret)", "\(holder)", "\([secret])", "\(Optional(secret) as Any)", "\(["key": secret])",
            secret.description,
            secret.debugDescription, String(describing: secret), String(reflecting: secret), String(reflecting: holder),
            dumped, printed,
        ]
        for text in texts { #expect(!text.contains("hunter2"), "\(text)") }
        #expect("\(secret)" == "[redacted]")
        #expect(Mirror(reflecting: secret).children.isEmpty)
    }

    @Test(.tags(.small))
    func neverShowsBytes() {
        #expect(!"\(Secret([UInt8(104), 117]))".contains("104"))
        #expect(!String(reflecting: Secret([UInt8(104), 117])).contains("104"))
    }
}
