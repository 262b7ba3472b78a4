public import FilmgateDomain

/// What a vendor posts to the address that a create named.
public struct CallbackBody: Sendable, Equatable {
    public var body: JSONValue
    /// Put behind the path of the address: XCompute's is a base address.
    public var appendedPath: String
    /// The start of the vendor's own signature headers, where it signs (vendors.md section 3.6).
    public var signaturePrefix: String?
    public var rules: CallbackRules

    public init(
        _ body: JSONValue,
        appendedPath: String = "",
        signaturePrefix: String? = nil,
        rules: CallbackRules
    ) {
        self.body = body
        self.appendedPath = appendedPath
        self.signaturePrefix = signaturePrefix
        self.rules = rules
    }
}

extension Dialect {
    /// As Ark: the body of a read at each change of state (ark.md section 7).
    public func callback(_ view: TaskView, event: String) -> CallbackBody? {
        task(view, call: Call()).body.map { CallbackBody($0, rules: .ark) }
    }
}
