import Hummingbird
import HummingbirdCore
import HummingbirdHTTP2
import NIOCore
import NIOSSL

extension HTTPServerBuilder {
    /// What listens, with the limits of `settings` on size and time: HTTP/1.1, or with a certificate HTTP/1.1 and HTTP/2
    /// over TLS, as the client wishes.
    ///
    /// - Throws: ``CertificateError`` where the files cannot be used.
    static func door(_ settings: DoorSettings, tls: TLSSettings? = nil) throws -> HTTPServerBuilder {
        let pace = BodyGate.Pace(grace: settings.bodyGrace, bytesPerSecond: settings.bodyRate)
        let requests = HTTP1Channel.Configuration(
            additionalChannelHandlers: [DoorInstaller(settings), BodyGate(pace: pace)],
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: 64 << 10,
                maxHeaderListSize: 128 << 10,
                maxHeaderFieldCount: 200
            )
        )
        guard let tls else {
            return HTTPServerBuilder { responder in
                WatchedChannel(
                    base: HTTP1Channel(responder: responder, configuration: requests),
                    settings: settings
                )
            }
        }
        let configuration = try tls.configuration()
        let upgrade = HTTP2ChannelConfiguration(idleTimeout: settings.idleTimeout, streamConfiguration: requests)
        return HTTPServerBuilder { responder in
            WatchedChannel(
                base: try HTTP2UpgradeChannel(
                    tlsConfiguration: configuration,
                    configuration: upgrade,
                    responder: responder
                ),
                settings: settings
            )
        }
    }
}
