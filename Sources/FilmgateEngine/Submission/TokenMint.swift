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
    /// Others use the account too, and people choose whole minutes: those are never given.
    private static let minute = 60
    /// An attempt is in doubt for 10 minutes at most; its token is looked for an hour longer.
    private static let recent: Int64 = 2 * 3600 * 1000
    /// Where all were given lately: what was given longer ago is told apart by when it was created.
    private static let distinct: Int64 = 1200 * 1000
    /// Where nothing above the wish is left, an expiry is at most so much shorter.
    private static let shortest = 300
    /// Where so many in a row are taken, all are taken as being.
    private static let tries = 1000

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
            guard let expiry = expiry(from: task.order.executionExpiresAfter, isAlone: isAlone, at: now) else {
                return nil
            }
            given[expiry] = now
            return AttemptToken(text: text, expiry: expiry, isExpiryAlone: isAlone)
        }
    }

    /// The first free one from the wish upwards, going on where the last search ended: those were given the longest
    /// ago.
    private mutating func expiry(from wish: Int, isAlone: Bool, at now: Int64) -> Int? {
        let wished = min(max(wish, Self.expiries.lowerBound), Self.expiries.upperBound)
        let least = min(wished, Self.expiries.upperBound - Self.shortest)
        // Close to the wish while there are few.
        for candidate in wished..<min(wished + Self.minute, Self.expiries.upperBound)
        where isFree(candidate, since: now - Self.recent) {
            return candidate
        }
        var candidate = max(least, next)
        if candidate >= Self.expiries.upperBound { candidate = least }
        let start = candidate
        for _ in 0..<min(Self.tries, Self.expiries.upperBound - least) {
            let isFound = isFree(candidate, since: now - Self.recent)
            next = candidate + 1 >= Self.expiries.upperBound ? 0 : candidate + 1
            if isFound { return candidate }
            candidate = max(next, least)
        }
        // The one given the longest ago; the text tells more than it, where it can be sent.
        let oldest = start.isMultiple(of: Self.minute) ? start + 1 : start
        next = oldest + 1
        return isFree(oldest, since: now - Self.distinct) || !isAlone ? oldest : nil
    }

    private func isFree(_ expiry: Int, since moment: Int64) -> Bool {
        !expiry.isMultiple(of: Self.minute) && given[expiry].map { $0 < moment } ?? true
    }
}
