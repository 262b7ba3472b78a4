/// How often tasks are asked for, within what an account allows.
package struct PollingSettings: Sendable, Equatable {
    /// From the create to the first question.
    package var first: Duration
    /// Between two questions about one task, at least.
    package var min: Duration
    /// The same, at most, as far as the account's limits allow.
    package var max: Duration

    package init(first: Duration = .seconds(5), min: Duration = .seconds(2), max: Duration = .seconds(15)) {
        self.first = first
        self.min = min
        self.max = max
    }
}
