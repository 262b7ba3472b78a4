import FilmgateDomain
import FilmgateMedia
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Takes request bodies in: short ones in memory, long ones through the disk, none beyond the limit.
struct RequestBodyIntake: Sendable {
    /// The largest body of a create (ark.md section 1).
    static let limit = 64 << 20

    private let spooling: BodySpooling
    /// Bytes of long bodies that are worked on at a time; reading a mapped file takes memory too.
    private let work: MemoryBudget

    init(spooling: BodySpooling, work: MemoryBudget) {
        self.spooling = spooling
        self.work = work
    }

    /// A whole body, and the leave to work on it.
    struct Body: Sendable {
        var region: ByteRegion
        /// Held while a long body is parsed and its pictures are taken out.
        var lease: MemoryLease?
        var mapping: MappedFile?
    }

    /// Reads the whole body of `request`.
    func read(_ request: Request, context: GateContext) async throws -> Body {
        if let announced = request.headers[.contentLength].flatMap({ Int($0) }), announced > Self.limit {
            throw Self.tooLarge
        }
        if request.headers[.expect] != nil {
            try await context.channel.triggerUserOutboundEvent(BodyGate.Continue()).get()
        }
        var spool = spooling.begin(limit: Self.limit)
        do {
            for try await piece in request.body {
                try await spool.append(piece)
            }
            let body = try await spool.finish()
            guard body.region.count > BodySpooling.memoryShare else { return Body(region: body.region) }
            return Body(region: body.region, lease: try await work.acquire(body.region.count), mapping: body.mapping)
        } catch BodySpoolError.tooLarge {
            throw Self.tooLarge
        } catch let error as BodySpoolError {
            context.logger.error("body not kept", metadata: ["error": "\(error)"])
            throw Refusal(.unavailable(retryAfter: .seconds(5)), .request, .plain)
        } catch let error as CancellationError {
            throw error
        } catch {
            // The stream broke off: what came is not HTTP, or the client went away in the middle.
            context.logger.info("body broken", metadata: ["error": "\(error)"])
            throw Refusal(.malformed, .request, .words("the body did not arrive whole", chinese: "请求体不完整"))
        }
    }

    private static let tooLarge = Refusal(.tooLarge, .request, .rule(.bytesAtMost(limit)))
}
