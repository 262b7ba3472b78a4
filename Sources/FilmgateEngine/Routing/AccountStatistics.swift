package import FilmgateDomain

/// What became of an account's creates since the start, for people and metrics.
package struct AccountStatistics: Sendable, Equatable {
    package enum Outcome: String, Sendable, CaseIterable {
        case accepted
        case refusedOrder = "refused_order"
        case refusedAccount = "refused_account"
        case throttled
        case refusedInfrastructure = "refused_infrastructure"
        case doubtful
        case adopted
        case unresolved
        case succeeded
        case failed
        case lost
        case cancelled
        case expired
    }

    package var counts: [Outcome: Int] = [:]
    /// Videos that were not as ordered.
    package var deviations = 0
    /// Calls that were made, by kind: `create`, `get`, `list`, `delete`, `find`, `collect`.
    package var calls: [String: Int] = [:]

    package init() {}
}

/// How one account stands, for health and `providers list`.
package struct AccountStanding: Sendable, Equatable {
    package enum Health: String, Sendable {
        case well
        /// It rests after failures, a 429, or a refusal of the account itself.
        case resting
        case draining
        /// Not configured any more; its open tasks wait.
        case gone
    }

    package var name: ProviderName
    package var dialect: DialectName?
    package var health: Health
    /// Why it rests.
    package var reason: String?
    /// Default-tier tasks open there, and how many may be.
    package var open: Int
    package var concurrency: Int
    package var openFlex: Int
    package var flexConcurrency: Int?
    package var doubtful: Int
    /// The longest that one of its open tasks has not been asked for; zero without one.
    package var pollLag: Duration
    package var limits: CallLimits
    package var statistics: AccountStatistics
}
