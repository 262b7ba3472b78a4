import FilmgateDomain

/// Everything that can be asked of a store.
struct Picture: Equatable {
    private(set) var lines: [String] = []

    init(of store: AnyStore, projects: [Project]) async throws {
        for key in try await store.keys() {
            lines.append("\(key.projectName): \(Self.line(of: key.key))")
            let principal = try await store.principal(keyHash: key.key.hash)
            lines.append(principal.map { "\($0.project): \(Self.line(of: $0.key))" } ?? "nobody")
        }
        lines += try await store.auditLog(limit: 10_000).map { "\($0)" }
        for project in projects {
            let query = TaskQuery(project: project.id, createdSince: second(-1), limit: 10_000)
            let page = try await store.tasks(query)
            lines.append("\(project.name): \(page.total) tasks")
            for task in page.tasks {
                // The order of a dictionary says nothing.
                lines.append("\(task.order.extras.sorted { $0.value < $1.value })")
                var plain = task.order
                plain.extras = [:]
                lines.append("\(plain) \(task.id) \(task.state) \(task.version) \(task.updatedAt) \(task.attempt)")
                if let reference = task.clientReference {
                    let holder = try await store.task(reference: reference, in: project.id)
                    lines.append("\(reference) \(holder == task)")
                }
                lines.append("\(String(describing: task.startedAt)) \(String(describing: task.endedAt))")
                lines.append("\(String(describing: task.result)) \(String(describing: task.failure))")
                lines += try await store.timeline(of: task.id).map { "\($0)" }
                lines += try await store.attempts(of: task.id).map { "\($0)" }
            }
            let ledger = try await store.ledger(of: project.id)
            let balance = try await store.balance(of: project.id)
            lines += ledger.map { "\($0)" }
            lines.append("\(balance) \(ledger.reduce(0) { $0 + $1.amount.micros } == balance.micros)")
            lines += try await store.secrets(of: project.id).map {
                "secret \($0.createdAt) \(String(describing: $0.endsAt))"
            }
            for number in 0..<8 {
                let key = IdempotencyKey(key: "key \(number)", operation: "ark create", fingerprint: hash(0))
                lines.append(try await Picture.answer(to: key, in: project, of: store))
            }
            lines += try await store.usage(of: project.id).map { "\($0)" }
            lines.append(Picture.text(try await store.counts(in: project.id)))
        }
        lines.append(Picture.text(try await store.counts(in: nil)))
        lines += try await store.outbox(limit: 10_000).map { "\($0)" }
        lines += try await store.openAttempts().map { "running \($0)" }
        for provider: ProviderName in ["north", "south"] {
            lines.append("\(provider): \(try await store.tokens(of: provider, since: second(-1)).sorted())")
        }
        lines += try await store.exposures(limit: 10_000).map { "\($0)" }
        lines += try await store.dueCallbacks(at: second(100_000), limit: 10_000).map { "\($0)" }
        lines += try await store.callbackLog(of: nil, limit: 10_000).map { "\($0)" }
        lines.append("drained \(try await store.drainedProviders().map(\.rawValue).sorted())")
        lines.append("lanes \(try await store.queuedLanes().map(\.rawValue).sorted())")
        lines += try await store.overdue(at: second(100_000), limit: 10_000).map { "open \($0.id)" }
        let hashes = ([1, 2, 3, 100, 101]).map { hash($0) }
        lines.append("\(try await store.unreferenced(hashes, resultsSince: second(3)))")
    }

    private static func answer(to key: IdempotencyKey, in project: Project, of store: AnyStore) async throws -> String {
        do {
            return "\(String(describing: try await store.answer(to: key, in: project.id, since: second(-1))))"
        } catch StoreError.idempotencyMismatch {
            return "another request"
        }
    }

    private static func text(_ counts: [VideoTask.State: Int]) -> String {
        VideoTask.State.allCases.map { "\($0) \(counts[$0] ?? 0)" }.joined(separator: ", ")
    }

    /// The order of a set is nobody's.
    private static func line(of key: APIKey) -> String {
        var key = key
        let scopes = key.scopes.map(\.rawValue).sorted()
        key.scopes = []
        return "\(key) \(scopes)"
    }

    /// The first line in which two pictures differ.
    func difference(from other: Picture) -> String? {
        guard self != other else { return nil }
        let index = zip(lines, other.lines).enumerated().first { $1.0 != $1.1 }?.offset
        let position = index ?? min(lines.count, other.lines.count)
        return [lines, other.lines].map { position < $0.count ? $0[position] : "(end)" }.joined(separator: "\n  ")
    }
}
