import FilmgateDomain
import FilmgateEngine
import FilmgateMedia
import Logging
import ServiceLifecycle

/// Rotates the keys that sign links when they are old enough.
struct LinkKeeper: Service {
    let signer: LinkSigner
    let moments: Moments
    let logger: Logger

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                while true {
                    try await moments.sleep(.seconds(3600))
                    do {
                        try await signer.rotateIfDue(now: moments.now().seconds)
                    } catch {
                        logger.error("link keys not rotated", metadata: ["error": "\(error)"])
                    }
                }
            }
        } catch is CancellationError {
            // The end of the server is no failure of this service.
        }
    }
}
