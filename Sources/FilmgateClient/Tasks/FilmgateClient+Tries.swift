import FilmgateDialects

extension FilmgateClient {
    /// Calls `body` until it works, fails for good, or the tries are used up. Only for what may be done twice.
    func tries<Value>(
        _ count: Int? = nil,
        _ body: () async throws(ClientError) -> Value
    ) async throws(ClientError) -> Value {
        try await tries(count, where: \.isPassing, body)
    }

    /// The same, where `mayRepeat` says of each failure whether another try does no harm.
    func tries<Value>(
        _ count: Int? = nil,
        where mayRepeat: (ClientError) -> Bool,
        _ body: () async throws(ClientError) -> Value
    ) async throws(ClientError) -> Value {
        var attempt = 1
        while true {
            do throws(ClientError) {
                return try await body()
            } catch {
                if Task.isCancelled { throw .cancelled }
                guard attempt < (count ?? policy.tries), mayRepeat(error) else { throw error }
                try await sleep(policy.wait(after: attempt, asked: error.retryAfter, jitter: jitter()))
                attempt += 1
            }
        }
    }

    func sleep(_ duration: Duration) async throws(ClientError) {
        do {
            try await clock.sleep(for: duration)
        } catch {
            throw .cancelled
        }
    }

    func reply(to call: WireCall, timeout: Duration) async throws(ClientError) -> WireReply {
        do throws(TransportError) {
            return try await endpoint.reply(to: call, timeout: timeout)
        } catch {
            throw error.isCancellation ? .cancelled : .transport(error)
        }
    }
}

extension ClientError {
    /// When the vendor wants to be asked again.
    var retryAfter: Duration? {
        guard case .refused(let refusal) = self else { return nil }
        return refusal.retryAfter
    }
}
