import NIOSSL

/// The files that the server proves with who it is.
package struct TLSSettings: Sendable, Equatable {
    /// The certificate and those between it and its root, in PEM, in this order.
    package var certificate: String
    /// The private key in PEM.
    package var key: String

    package init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }

    /// Reads both files; a key that does not belong to the certificate is found here, not at the first client.
    func configuration() throws -> TLSConfiguration {
        let chain: [NIOSSLCertificate]
        do {
            chain = try NIOSSLCertificate.fromPEMFile(certificate)
        } catch {
            throw CertificateError(
                key: "tls.certificate",
                path: certificate,
                problem: "is no certificate in PEM: \(error)"
            )
        }
        let secret: NIOSSLPrivateKey
        do {
            secret = try NIOSSLPrivateKey(file: key, format: .pem)
        } catch {
            throw CertificateError(key: "tls.key", path: key, problem: "is no private key in PEM: \(error)")
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(secret)
        )
        configuration.minimumTLSVersion = .tlsv12
        do {
            _ = try NIOSSLContext(configuration: configuration)
        } catch {
            throw CertificateError(key: "tls.key", path: key, problem: "does not belong to \(certificate): \(error)")
        }
        return configuration
    }
}

/// A certificate or its key cannot be used.
package struct CertificateError: Error, Equatable, CustomStringConvertible {
    /// The setting.
    package var key: String
    package var path: String
    package var problem: String

    package var description: String { "\(key): \(path) \(problem)" }
}
