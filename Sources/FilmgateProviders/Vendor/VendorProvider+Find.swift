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
        case .expiry:
            await findByExpiry([LostCreate(token: token, since: since)], tier, pace).first
                ?? .failed(reason: "nothing was looked for")
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

    /// Calls for one state: more pages than any vendor lists.
    private static let mostPages = 500
    /// How often one page is asked for: a look of many pages must not fail with the first that does.
    private static let mostTries = 4

    package func find(
        _ lost: [LostCreate],
        tier: ServiceTier,
        pace: @Sendable () async throws -> Void
    ) async -> [Finding] {
        if case .expiry = face.traits.token { return await findByExpiry(lost, tier, pace) }
        var findings: [Finding] = []
        for create in lost {
            findings.append(await find(create.token, tier: tier, since: create.since, pace: pace))
        }
        return findings
    }

    /// One reading of every state answers for all of them.
    private func findByExpiry(
        _ lost: [LostCreate],
        _ tier: ServiceTier,
        _ pace: @Sendable () async throws -> Void
    ) async -> [Finding] {
        var findings = [Finding?](repeating: nil, count: lost.count)
        guard face.traits.list != nil else {
            return lost.map { _ in .failed(reason: "the dialect has no list") }
        }
        for state in Self.states where findings.contains(nil) {
            let tasks: [RemoteTask]
            switch await listing(of: state, tier, pace) {
            case .complete(let all): tasks = all
            case .broken(let reason): return findings.map { $0 ?? .failed(reason: reason) }
            }
            for (index, create) in lost.enumerated() where findings[index] == nil {
                let matches = tasks.filter { create.token.matches($0, since: create.since) }.map(\.report.upstreamID)
                if matches.count > 1 {
                    let ids = matches.joined(separator: ", ")
                    findings[index] = .failed(reason: "tasks with one and the same token: \(ids)")
                } else if let match = matches.first {
                    findings[index] = .found(upstreamID: match)
                }
            }
        }
        return findings.map { $0 ?? .absent }
    }

    private enum Listing {
        case complete([RemoteTask])
        case broken(String)
    }

    /// Every task of one state, over all pages. Where the list shrinks meanwhile, what was on later pages has moved up: then it
    /// is read again from where that can have been.
    private func listing(
        of state: VideoTask.State,
        _ tier: ServiceTier,
        _ pace: @Sendable () async throws -> Void
    ) async -> Listing {
        var query = RemoteListQuery()
        query.tier = tier
        query.state = state
        query.size = face.traits.list ?? 20
        var found: [String: RemoteTask] = [:]
        var before: Int?
        var last: [String] = []
        var failures = 0
        for _ in 0..<Self.mostPages {
            do {
                try await pace()
            } catch {
                return .broken("the look was given up")
            }
            switch await page(query) {
            case .tasks(let tasks, let total):
                failures = 0
                let ids = tasks.map(\.report.upstreamID)
                for task in tasks { found[task.report.upstreamID] = task }
                let shrunk = max((before ?? 0) - (total ?? before ?? 0), 0)
                before = total ?? before
                if shrunk > 0, query.page > 1 {
                    query.page = max(query.page - (shrunk + query.size - 1) / query.size, 1)
                    last = []
                    continue
                }
                // By place and by number: the vendor may give shorter pages than it was asked for.
                let place = (query.page - 1) * query.size + tasks.count
                if tasks.isEmpty || total.map({ place >= $0 && found.count >= $0 }) == true {
                    return .complete(Array(found.values))
                }
                guard ids != last else { return .broken("the list repeats itself") }
                last = ids
                query.page += 1
                query.after = ids.last
            case .tooLong: return .broken("the vendor does not take the address of a list")
            case .throttled: return .broken("too many lists at once")
            case .failed(let reason):
                failures += 1
                guard failures < Self.mostTries else { return .broken(reason) }
            }
        }
        return .broken("the list does not end")
    }
}

extension AttemptToken {
    /// Whether the task's echoes are this token's, never whether the tasks look alike.
    func matches(_ task: RemoteTask, since: Timestamp) -> Bool {
        guard let expiry, task.executionExpiresAfter == expiry else { return false }
        // A vendor that does not echo the identifier says nothing against it: to miss a task would be to pay twice.
        guard isExpiryAlone || task.safetyIdentifier == nil || task.safetyIdentifier == text else { return false }
        // Vendors tell whole seconds.
        return task.createdAt.map { $0.seconds >= since.seconds } ?? true
    }
}
