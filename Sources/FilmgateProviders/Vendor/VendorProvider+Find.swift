import FilmgateClient
import FilmgateDialects
package import FilmgateDomain

extension VendorProvider {
    package func find(
        _ token: AttemptToken,
        tier: ServiceTier,
        since: Timestamp,
        pace: @Sendable () async throws -> Void
    ) async -> Finding {
        switch face.traits.token {
        case .none: .failed(reason: "the dialect has nothing to find a create by")
        case .reference: await findByReference(token, pace)
        case .expiry: await findByExpiry(token, tier, since, pace)
        }
    }

    /// The vendor reads a task by the client's own id as well.
    private func findByReference(_ token: AttemptToken, _ pace: @Sendable () async throws -> Void) async -> Finding {
        do {
            try await pace()
        } catch {
            return .failed(reason: "the look was given up")
        }
        switch await report(on: token.text) {
        case .report(let report): return .found(upstreamID: report.upstreamID)
        case .missing: return .absent
        case .throttled: return .failed(reason: "too many reads at once")
        case .failed(let reason): return .failed(reason: reason)
        }
    }

    /// The states in which a task that was made a while ago can be, in the order in which it passes them: one that moves on
    /// while it is looked for is met later.
    private static let states: [VideoTask.State] = [.queued, .running, .succeeded, .failed, .cancelled]

    /// Pages of one state that are looked through: more than any vendor lists.
    private static let mostPages = 500

    private func findByExpiry(
        _ token: AttemptToken,
        _ tier: ServiceTier,
        _ since: Timestamp,
        _ pace: @Sendable () async throws -> Void
    ) async -> Finding {
        guard let size = face.traits.list else { return .failed(reason: "the dialect has no list") }
        var matches: Set<String> = []
        for state in Self.states {
            var query = RemoteListQuery()
            query.tier = tier
            query.state = state
            query.size = size
            var hasMore = true
            while hasMore {
                guard query.page <= Self.mostPages else { return .failed(reason: "the list does not end") }
                do {
                    try await pace()
                } catch {
                    return .failed(reason: "the look was given up")
                }
                switch await page(query) {
                case .tasks(let tasks, let more):
                    for task in tasks where token.matches(task, since: since) { matches.insert(task.report.upstreamID) }
                    hasMore = more && !tasks.isEmpty
                    query.page += 1
                    query.after = tasks.last?.report.upstreamID
                case .tooLong: return .failed(reason: "the vendor does not take the address of a list")
                case .throttled: return .failed(reason: "too many lists at once")
                case .failed(let reason): return .failed(reason: reason)
                }
            }
            // The rest of this state was read too: two with one token would be nobody's to choose between.
            if !matches.isEmpty { break }
        }
        guard matches.count <= 1 else {
            return .failed(
                reason: "\(matches.count) tasks carry the same token: \(matches.sorted().joined(separator: ", "))"
            )
        }
        return matches.first.map { .found(upstreamID: $0) } ?? .absent
    }
}

extension AttemptToken {
    /// Whether the task's echoes are this token's, never whether the tasks look alike.
    func matches(_ task: RemoteTask, since: Timestamp) -> Bool {
        guard let expiry, task.executionExpiresAfter == expiry else { return false }
        guard isExpiryAlone || task.safetyIdentifier == text else { return false }
        // Vendors tell whole seconds.
        return task.createdAt.map { $0.seconds >= since.seconds } ?? true
    }
}
