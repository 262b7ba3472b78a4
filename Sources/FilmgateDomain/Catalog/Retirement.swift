/// The end of a model at its vendor.
///
/// It stops nobody: the preview and an account that lists the model go on. It decides what a client is told where nothing
/// serves the model.
public struct Retirement: Sendable, Hashable {
    /// When the vendor stopped taking tasks for it.
    public var from: Timestamp
    /// The canonical id of the model to go on with.
    public var successor: String

    public init(from: Timestamp, successor: String) {
        self.from = from
        self.successor = successor
    }
}
