package import FilmgateDomain

extension LimitReached {
    /// What the client is told: too much for now, when to come again, and which limit it is.
    package func refusal(at now: Timestamp, currency: Currency) -> Refusal {
        let wait = resetAt.map { max($0 - now, .seconds(1)) } ?? .seconds(10)
        let amounts = (value(limit, currency), value(used, currency))
        let name = kind.rawValue
        let whose =
            switch owner {
            case .key: ("this key", "该密钥")
            case .project: ("this project", "该项目")
            }
        var refusal = Refusal(
            .tooMany(retryAfter: wait),
            .request,
            .words(
                "the limit \(name) of \(whose.0) is \(amounts.0), and \(amounts.1) are used",
                chinese: "\(whose.1)的限额 \(name) 为 \(amounts.0)，已用 \(amounts.1)"
            )
        )
        refusal.limit = self
        return refusal
    }

    private func value(_ number: Int64, _ currency: Currency) -> String {
        switch kind {
        case .moneyPerDay, .moneyPerMonth: Money(micros: number, currency: currency).text
        case .createsPerMinute, .readsPerSecond, .openTasks, .queuedTasks, .tokensPerDay, .tokensPerMonth,
            .uploadBytesPerDay, .maximumResolution, .maximumDuration:
            "\(number)"
        }
    }
}
