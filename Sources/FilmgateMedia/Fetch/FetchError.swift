/// Why something was not fetched. Descriptions may be shown to whoever gave the URL: no address that a name resolved to
/// and no detail of our network stands in them.
package enum FetchError: Error, Hashable, CustomStringConvertible {
    case badURL(BadURL)
    /// The host is, or resolves to, an address that must not be reached from here.
    case forbiddenAddress(host: String)
    case unresolvable(host: String)
    case timedOut
    /// The server answered, but not with the file.
    case status(Int)
    /// More than `limit` bytes.
    case tooLarge(limit: Int)
    /// Refused, reset, cut off, or no trustworthy certificate.
    case connectionFailed
    case redirectLimit
    case cancelled
    /// The file arrived and could not be kept: our fault. The reason is for the log.
    case notStored(reason: String)

    package var description: String {
        switch self {
        case .badURL(let reason): "the URL cannot be used: \(reason)"
        case .forbiddenAddress(let host): "the host \(host) is not a public address"
        case .unresolvable(let host): "the host \(host) was not found"
        case .timedOut: "the server took too long"
        case .status(let status): "the server answered with status \(status)"
        case .tooLarge(let limit): "the file has more than \(limit) bytes"
        case .connectionFailed: "the connection to the server failed"
        case .redirectLimit: "the server redirects too often"
        case .cancelled: "the download was stopped"
        case .notStored: "the file could not be stored"
        }
    }
}
