extension Duration {
    /// Whole seconds for a `Retry-After` header, rounded up, never 0: a client that is told 0 comes straight back.
    var retryAfter: String {
        let seconds = components.seconds + (components.attoseconds > 0 ? 1 : 0)
        return String(max(seconds, 1))
    }
}
