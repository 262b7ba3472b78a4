public import FilmgateDomain

/// What a vendor posts to the address that a create named.
public struct CallbackBody: Sendable, Equatable {
    public var body: JSONValue
    /// The start of the vendor's own signature headers, where it signs (vendors.md section 3.6).
    public var signaturePrefix: String?
    public var rules: CallbackRules

    public init(
        _ body: JSONValue,
        signaturePrefix: String? = nil,
        rules: CallbackRules
    ) {
        self.body = body
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
