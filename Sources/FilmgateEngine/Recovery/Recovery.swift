import FilmgateDomain
import Logging

/// Takes up what the last engine left running. Nothing that may have been sent is sent again: what has an upstream id
/// is asked for, what has none is in doubt; what is made here is begun again.
struct Recovery: Sendable {
    let parts: EngineParts

    /// - Returns: the tasks that are to be made here again, oldest first.
    func run() async throws -> [VideoTask] {
        let open = try await parts.writer.persist("open attempts not read, trying again") { [store = parts.store] in
            try await store.openAttempts()
        }
        if !open.isEmpty { parts.logger.info("tasks taken up again", metadata: ["tasks": "\(open.count)"]) }
        var left: [VideoTask] = []
        for attempt in open {
            if parts.directory.account(attempt.provider)?.local != nil || isGonePreview(attempt) {
                if let task = try await task(attempt) { left.append(task) }
            } else {
                try await takeUp(attempt, at: parts.directory.accountOrGone(attempt.provider))
            }
        }
        return left
    }

    private func isGonePreview(_ attempt: OpenAttempt) -> Bool {
        attempt.provider == .preview && parts.directory.account(attempt.provider) == nil
    }

    private func task(_ attempt: OpenAttempt) async throws -> VideoTask? {
        let task = try await parts.writer.persist("task not read, trying again") { [store = parts.store] in
            try await store.task(attempt.task, in: nil)
        }
        guard let task, task.state == .running, task.attempt == attempt.number else { return nil }
        return task
    }

    private func takeUp(_ attempt: OpenAttempt, at account: LiveAccount) async throws {
        let now = parts.moments.ticks
        let age = max((parts.moments.now() - attempt.startedAt).milliseconds, 0)
        account.withState { state in
            state.docket.insert(
                OpenEntry(
                    task: attempt.task,
                    attempt: attempt.number,
                    tier: attempt.tier,
                    deadline: attempt.deadline,
                    startedAt: now - age,
                    phase: attempt.upstreamID == nil ? .doubtful : .open,
                    upstreamID: attempt.upstreamID,
                    askedAt: now - age
                )
            )
        }
        if account.mounted == nil { try await noteGone(attempt) }
        guard attempt.upstreamID == nil else { return }
        let reason = "the server stopped before the answer came"
        if attempt.doubtedAt == nil {
            guard let task = try await task(attempt),
                try await parts.writer.apply(.doubted(reason: reason), to: task) != nil
            else { return parts.release(attempt.task, attempt: attempt.number, at: account) }
        }
        account.withState { state in
            state.doubts[attempt.task] = Doubt(
                task: attempt.task,
                attempt: attempt.number,
                tier: attempt.tier,
                token: attempt.token,
                startedAt: attempt.startedAt,
                // A doubt does not begin anew with each start: it may last ten minutes in all.
                began: attempt.doubtedAt.map { now - max((parts.moments.now() - $0).milliseconds, 0) } ?? now,
                now: now
            )
        }
    }

    /// The account is not configured any more: the task waits until it is again, or until its deadline.
    private func noteGone(_ attempt: OpenAttempt) async throws {
        guard let task = try await task(attempt) else { return }
        let text = "\(attempt.provider.rawValue) is not configured any more; the task waits for it until its deadline"
        let timeline = try await parts.writer.persist("timeline not read, trying again") { [store = parts.store] in
            try await store.timeline(of: task.id)
        }
        guard timeline.last?.detail != text else { return }
        parts.logger.warning(
            "task waits for an account that is gone",
            metadata: ["task.id": "\(task.id.ulid.text)", "provider.name": "\(attempt.provider.rawValue)"]
        )
        var next = task
        next.version += 1
        next.updatedAt = max(parts.moments.now(), task.updatedAt)
        let line = TimelineEntry(task: task.id, at: next.updatedAt, kind: .doubted, detail: text)
        let change = TaskChange(task: next, expectedVersion: task.version, timeline: [line])
        do {
            try await parts.store.apply(change, epoch: parts.writer.epoch)
        } catch let error where error.isPassing {
            parts.logger.error("timeline not written", metadata: ["error": "\(error)"])
        } catch StoreError.stale {
            // It has changed meanwhile, which shows on the timeline too.
        }
    }
}
