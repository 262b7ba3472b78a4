import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL
import TestTools
import Testing

@testable import FilmgateServer

@Suite("TLS", .timeLimit(.minutes(5)))
struct TLSTests {
    /// A certificate that signed itself, for `localhost`, and its key.
    private func withCertificate(_ body: (TLSSettings, URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "filmgate-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let settings = TLSSettings(
            certificate: folder.appending(path: "cert.pem").path,
            key: folder.appending(path: "key.pem").path
        )
        try Self.make(settings)
        try await body(settings, folder)
    }

    private static func make(_ settings: TLSSettings) throws {
        try Tool.run(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                "-keyout", settings.key, "-out", settings.certificate,
            ]
        )
    }

    @Test(
        "a client gets the version of HTTP that it wishes, and links begin with https",
        arguments: [true, false]
    )
    func served(isSecond: Bool) async throws {
        try await withCertificate { tls, _ in
            let wishes = Door.Wishes.with { wishes in
                wishes.isAutomatic = true
                wishes.settings.tls = tls
                wishes.settings.host = "localhost"
            }
            try await withClient(tls, isSecond: isSecond) { client in
                try await Door.open(wishes) { door in
                    #expect(door.url.hasPrefix("https://localhost:"))
                    let request = HTTPClientRequest(url: door.url + "/healthz")
                    let response = try await client.execute(request, timeout: .seconds(60))
                    #expect(response.status == .ok)
                    #expect(response.version == (isSecond ? .http2 : .http1_1))
                    let body = #"{"model":"doubao-seedance-1-5-pro-251215","content":[{"type":"text","text":"A cat"}]}"#
                    let create = Self.create(at: door, .bytes(Array(body.utf8)))
                    #expect(try await client.execute(create, timeout: .seconds(60)).status == .ok)
                }
            }
        }
    }

    @Test("a body that comes too slowly is 408, and over HTTP/2 the connection goes on", arguments: [true, false])
    func slow(isSecond: Bool) async throws {
        try await withCertificate { tls, _ in
            let wishes = Door.Wishes.with { wishes in
                wishes.isAutomatic = true
                wishes.settings.tls = tls
                wishes.settings.host = "localhost"
                wishes.settings.door.bodyGrace = .milliseconds(300)
            }
            try await withClient(tls, isSecond: isSecond) { client in
                try await Door.open(wishes) { door in
                    let (pieces, end) = AsyncStream.makeStream(of: ByteBuffer.self)
                    end.yield(ByteBuffer(string: "{"))
                    let slow = Self.create(at: door, .stream(pieces, length: .unknown))
                    let answer = try await client.execute(slow, timeout: .seconds(120))
                    #expect(answer.status == .requestTimeout)
                    #expect(answer.headers["connection"] == (isSecond ? [] : ["close"]))
                    end.finish()
                    let next = HTTPClientRequest(url: door.url + "/healthz")
                    #expect(try await client.execute(next, timeout: .seconds(120)).status == .ok)
                }
            }
        }
    }

    private func withClient(
        _ tls: TLSSettings,
        isSecond: Bool,
        _ body: (HTTPClient) async throws -> Void
    ) async throws {
        var configuration = HTTPClient.Configuration()
        var trust = TLSConfiguration.makeClientConfiguration()
        trust.trustRoots = .file(tls.certificate)
        configuration.tlsConfiguration = trust
        configuration.httpVersion = isSecond ? .automatic : .http1Only
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            try await body(client)
        } catch {
            try await client.shutdown()
            throw error
        }
        try await client.shutdown()
    }

    private static func create(at door: Door, _ body: HTTPClientRequest.Body) -> HTTPClientRequest {
        var create = HTTPClientRequest(url: door.url + Face.ark.create)
        create.method = .POST
        create.headers.add(name: "authorization", value: "Bearer \(door.key)")
        create.body = body
        return create
    }

    @Test("files that cannot be used are named before anything listens")
    func refused() async throws {
        try await withCertificate { tls, folder in
            var missing = tls
            missing.certificate = folder.appending(path: "none.pem").path
            #expect { try missing.configuration() } throws: { ($0 as? CertificateError)?.key == "tls.certificate" }
            let other = TLSSettings(
                certificate: folder.appending(path: "cert2.pem").path,
                key: folder.appending(path: "key2.pem").path
            )
            try Self.make(other)
            let mixed = TLSSettings(certificate: tls.certificate, key: other.key)
            #expect { try mixed.configuration() } throws: { ($0 as? CertificateError)?.key == "tls.key" }
            let swapped = TLSSettings(certificate: tls.certificate, key: tls.certificate)
            #expect { try swapped.configuration() } throws: { ($0 as? CertificateError)?.key == "tls.key" }
        }
    }
}
