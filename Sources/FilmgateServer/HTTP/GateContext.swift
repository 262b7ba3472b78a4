import FilmgateDomain
import Hummingbird
import Logging
import NIOCore
import Synchronization

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
    /// Chosen once, since asking the system for chance is a call into the kernel; an id is no secret.
    private static let seeds = (UInt64.random(in: 0...UInt64.max), UInt64.random(in: 0...UInt64.max))
    private static let count = Atomic<UInt64>(0)

    static func make() -> String {
        let number = count.wrappingAdd(1, ordering: .relaxed).newValue
        let tail = (mixed(seeds.0 &+ number), mixed(seeds.1 ^ number))
        let milliseconds = UInt64(max(SystemTime.now().milliseconds, 0))
        return String(unsafeUninitializedCapacity: 47) { text in
            text[0] = UInt8(ascii: "0")
            text[1] = UInt8(ascii: "2")
            write(milliseconds, digits: 13, base: 10, to: text, at: 2)
            write(tail.0, digits: 16, base: 16, to: text, at: 15)
            write(tail.1, digits: 16, base: 16, to: text, at: 31)
            return 47
        }
    }

    /// The finish of SplitMix64: another number for each number, with no pattern to be seen.
    private static func mixed(_ number: UInt64) -> UInt64 {
        var value = number &* 0x9e37_79b9_7f4a_7c15
        value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
        return value ^ value >> 31
    }

    private static func write(
        _ value: UInt64,
        digits: Int,
        base: UInt64,
        to text: UnsafeMutableBufferPointer<UInt8>,
        at start: Int
    ) {
        var rest = value
        for index in stride(from: start + digits - 1, through: start, by: -1) {
            let digit = UInt8(rest % base)
            text[index] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
            rest /= base
        }
    }
}
