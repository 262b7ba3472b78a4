import FilmgateDomain

extension WireReply {
    /// What `Retry-After` asks for: a number of seconds, or a date, which is taken against the answer's own `Date`, so that
    /// the clocks of the two sides need not agree. At most a week; `nil` where it is absent or says nothing.
    var retryAfter: Duration? {
        guard let text = headers["retry-after"] else { return nil }
        if let seconds = Int(text) { return Self.wait(Int64(seconds)) }
        guard let until = CivilTime(httpDate: text), let now = headers["date"].flatMap(CivilTime.init(httpDate:)) else {
            return nil
        }
        return Self.wait(until.secondsSince1970 - now.secondsSince1970)
    }

    private static func wait(_ seconds: Int64) -> Duration {
        .seconds(min(max(seconds, 0), 7 * 86400))
    }
}
