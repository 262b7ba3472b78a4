import Synchronization

/// The base URL under which clients reach this server, without a slash at its end. Links are made from it alone, never
/// from a request's Host.
package final class PublicAddress: Sendable {
    private let value: Mutex<String>

    package init(_ text: String) {
        value = Mutex(Self.trimmed(text))
    }

    package var text: String { value.withLock { $0 } }

    /// Sets the address once the port is known.
    package func set(_ text: String) {
        value.withLock { $0 = Self.trimmed(text) }
    }

    private static func trimmed(_ text: String) -> String {
        var text = text
        while text.last == "/" { text.removeLast() }
        return text
    }
}
