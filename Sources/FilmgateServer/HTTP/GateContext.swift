import FilmgateDomain
import Hummingbird
import Logging
import NIOCore

/// What belongs to one request on its way through the server.
struct GateContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Stands in the answer's `x-request-id`, in error messages and in every log line of the request.
    let requestID: String
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
        requestID = RequestIdentifier.make()
        logger[metadataKey: "hb.request.id"] = nil
        logger[metadataKey: "request.id"] = "\(requestID)"
    }
}

/// Ids of requests look as Ark's do: `02`, 13 digits of milliseconds, and a random tail in hexadecimal (ark.md section 1).
enum RequestIdentifier {
    static func make() -> String {
        let milliseconds = UInt64(max(SystemTime.now().milliseconds, 0))
        return "02\(milliseconds)" + hex(UInt64.random(in: 0...UInt64.max)) + hex(UInt64.random(in: 0...UInt64.max))
    }

    private static func hex(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
