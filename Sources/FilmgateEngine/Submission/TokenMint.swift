import FilmgateDomain

/// Makes the tokens of one account's attempts, so that a create whose answer was lost can be told from every other.
///
/// An expiry is given to one attempt at a time: it is free again when the attempt's doubt must be over. A pure value.
struct TokenMint {
    /// When each expiry was given last, in milliseconds of the engine's steady clock.
    private var given: [Int: Int64] = [:]
    /// Where the search for a wish goes on.
    private var next = 0

    /// What Ark takes (ark.md section 2.1), in seconds.
    static let expiries = 3600...259_200
    /// An attempt is in doubt for 10 minutes at most; its token is looked for a while longer.
    private static let recent: Int64 = 2 * 3600 * 1000

    /// An expiry that an earlier engine gave.
    mutating func remember(_ expiry: Int, at moment: Int64) {
        given[expiry] = max(given[expiry] ?? moment, moment)
    }

    /// The token of an attempt; `nil` where the account's dialect has none, or none that would be unique is left.
    mutating func token(
        _ style: TokenStyle,
        for task: VideoTask,
        attempt: Int,
        at now: Int64
    ) -> AttemptToken? {
        let text = "fg-\(task.id.ulid.text.lowercased())-\(attempt)"
        switch style {
        case .none: return nil
        case .reference: return AttemptToken(text: text)
        case .expiry:
            let isAlone = task.order.safetyIdentifier != nil
            guard let expiry = expiry(from: task.order.executionExpiresAfter, at: now) else {
                // The text is unique, too; where it cannot be sent nothing would tell the attempt from another.
                return isAlone ? nil : AttemptToken(text: text, expiry: Self.expiries.upperBound)
            }
            given[expiry] = now
            return AttemptToken(text: text, expiry: expiry, isExpiryAlone: isAlone)
        }
    }

    /// The first free one from the wish upwards, going on where the last search ended.
    private mutating func expiry(from wish: Int, at now: Int64) -> Int? {
        let least = min(max(wish, Self.expiries.lowerBound), Self.expiries.upperBound)
        let isFree = { (given: Int64?) in given.map { now - $0 > Self.recent } ?? true }
        if isFree(given[least]) { return least }
        let start = max(least, next)
        for candidate in [start...Self.expiries.upperBound, least...start].joined() where isFree(given[candidate]) {
            next = candidate + 1 > Self.expiries.upperBound ? 0 : candidate + 1
            return candidate
        }
        return nil
    }
}
