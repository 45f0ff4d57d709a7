import DRCore

/// A certificate that signs itself, made by openssl for a test.
package struct TestCertificate: Sendable {
    /// The file of the certificate.
    package let certificate: String
    /// The file of its key.
    package let key: String

    /// Makes one for names such as `IP:127.0.0.1` or `DNS:other.example.com`.
    package init(for name: String, in scratch: ScratchDirectory) throws {
        let stem = "certificate-" + Hex.encode(SecureRandom.bytes(4))
        certificate = scratch.path(stem + ".pem")
        key = scratch.path(stem + ".key")
        let run = try Tool("openssl").run([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=test", "-addext", "subjectAltName=" + name, "-keyout", key, "-out", certificate,
        ])
        guard run.status == 0 else { throw DRError(.failed, "openssl failed", object: run.errors) }
    }
}
