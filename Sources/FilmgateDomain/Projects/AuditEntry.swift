/// One line of the audit log: a change that somebody made to projects, keys, limits or money.
public struct AuditEntry: Sendable, Equatable {
    public var at: Timestamp
    /// The id of the key that did it, or `command line`.
    public var actor: String
    /// `key.create`, `project.set`, `ledger.top_up`.
    public var action: String
    /// The id or name of what was changed.
    public var subject: String
    /// For people; never a secret.
    public var detail: String

    public init(at: Timestamp, actor: String, action: String, subject: String, detail: String) {
        self.at = at
        self.actor = actor
        self.action = action
        self.subject = subject
        self.detail = detail
    }

    /// Who changes things in a shell on the server's machine.
    public static let commandLine = "command line"
}

/// A change that an operator makes; it and its line in the audit log are one commit.
package enum AccountChange: Sendable {
    /// A new project, with its first secret.
    case addProject(Project)
    /// Replaces what can change of a project: price factor, whether it needs a balance, limits.
    ///
    /// - Parameter was: what it was made from; it must still stand so, apart from when a key was last used. `nil` does not ask.
    case saveProject(Project, was: Project?)
    case addKey(APIKey)
    /// Replaces what can change of a key: name, scopes, expiry, home dialect, models, dialects, limits.
    case saveKey(APIKey, was: APIKey)
    case revokeKey(APIKey.ID)
    /// A top-up or an adjustment.
    case enter(LedgerEntry)
    /// Makes a new first secret for callbacks; those before it count until then, and are later forgotten.
    case rotateSecret(Project.ID, overlapEnd: Timestamp)
    /// Drains an account: it gets nothing new.
    case drain(ProviderName)
    case undrain(ProviderName)
    /// Owes a callback again that was given up, or that waits for its next try, at once.
    case retryCallback(Int64)

    /// What the audit log says of it.
    package func entry(by actor: String, at now: Timestamp) -> AuditEntry {
        let (action, subject, detail): (String, String, String) =
            switch self {
            case .addProject(let project): ("project.create", project.id.rawValue, project.summary)
            case .saveProject(let project, was: _): ("project.set", project.id.rawValue, project.summary)
            case .addKey(let key): ("key.create", key.id.rawValue, key.summary)
            case .saveKey(let key, was: _): ("key.set", key.id.rawValue, key.summary)
            case .revokeKey(let id): ("key.revoke", id.rawValue, "")
            case .enter(let entry):
                (
                    "ledger.\(entry.kind.rawValue)", entry.project.rawValue,
                    "\(entry.amount.text) \(entry.note ?? "")"
                )
            case .rotateSecret(let project, let end):
                ("secret.rotate", project.rawValue, "overlap_end=\(end.seconds)")
            case .drain(let provider): ("provider.drain", provider.rawValue, "")
            case .undrain(let provider): ("provider.undrain", provider.rawValue, "")
            case .retryCallback(let number): ("callback.retry", "\(number)", "")
            }
        return AuditEntry(at: now, actor: actor, action: action, subject: subject, detail: detail)
    }
}

extension Project {
    fileprivate var summary: String {
        "name=\(name) currency=\(currency.rawValue) price_factor=\(priceFactor) unlimited=\(isUnlimited) \(limits.text)"
    }
}

extension APIKey {
    fileprivate var summary: String {
        var words = ["name=\(name)", "scopes=\(scopes.map(\.rawValue).sorted().joined(separator: ","))"]
        if let expiresAt { words.append("expires_at=\(expiresAt.seconds)") }
        if let homeDialect { words.append("home=\(homeDialect.rawValue)") }
        if let models { words.append("models=\(models.sorted().joined(separator: ","))") }
        if let dialects { words.append("dialects=\(dialects.map(\.rawValue).sorted().joined(separator: ","))") }
        if !limits.isEmpty { words.append(limits.text) }
        return words.joined(separator: " ")
    }
}

extension APIKey {
    /// Whether two readings of a key differ in nothing that somebody set.
    package func isSet(like other: APIKey) -> Bool {
        var other = other
        other.lastUsedAt = lastUsedAt
        return self == other
    }
}
