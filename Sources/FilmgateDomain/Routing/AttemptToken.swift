/// What identifies a create exactly, should its answer be lost.
public enum TokenStyle: Sendable, Equatable {
    case none
    /// The client's own id of ToAPIs: a repeated create with it answers with the first one's task.
    case reference
    /// An `execution_expires_after` that no recent attempt has, and a `safety_identifier` where the client sent none: both
    /// are echoed (ark.md section 6).
    case expiry
}

/// The token of one attempt.
public struct AttemptToken: Hashable, Sendable {
    /// Unique in all: for ``TokenStyle/reference`` and, where the client sent none, `safety_identifier`.
    public var text: String
    /// Seconds, unique among the account's recent attempts; ``TokenStyle/expiry`` alone.
    public var expiry: Int?
    /// Whether the client sent a `safety_identifier` of its own, so that the expiry alone identifies.
    public var isExpiryAlone: Bool

    public init(text: String, expiry: Int? = nil, isExpiryAlone: Bool = false) {
        self.text = text
        self.expiry = expiry
        self.isExpiryAlone = isExpiryAlone
    }

    /// As it is kept with the attempt: `text` or `text/expiry` or `text/expiry/alone`.
    public var record: String {
        guard let expiry else { return text }
        return "\(text)/\(expiry)" + (isExpiryAlone ? "/alone" : "")
    }

    public init(record: String) {
        let parts = record.split(separator: "/").map(String.init)
        self.init(
            text: parts.first ?? record,
            expiry: parts.count > 1 ? Int(parts[1]) : nil,
            isExpiryAlone: parts.count > 2
        )
    }
}
