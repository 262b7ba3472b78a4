import FilmgateDomain
import Logging
import Synchronization

/// Sends the create of one attempt, which is on disk, to an upstream account: at most once.
struct Sender: Sendable {
    let parts: EngineParts

    func send(_ task: VideoTask, _ reservation: Reservation) async {
        guard case .upstream(let provider) = reservation.provider else { return }
        let account = reservation.account
        let order = reservation.making.order
        guard let model = parts.catalog[reservation.making.servedModel ?? order.model] else {
            let failure = TaskFailure.internalError("the model \(order.model) is not in the catalog any more")
            reservation.withdraw()
            _ = await parts.write(.failed(failure), task)
            return parts.registry.signal()
        }
        var draft: String?
        if let id = order.draftTask {
            draft = await upstreamID(ofDraft: id)
            guard draft != nil else {
                reservation.withdraw()
                let text = "the draft is gone, and with it what the provider calls it"
                _ = await parts.write(.failed(TaskFailure(code: "InvalidParameter.DraftTask", message: text)), task)
                return parts.registry.signal()
            }
        }
        let heldBack = Flag()
        let attempt = Attempt(task: task.making(order), model: model, draftUpstreamID: draft) { [parts] in
            let may = await Self.maySend(parts)
            if !may { heldBack.raise() }
            return may
        }
        guard await Self.maySend(parts) else { return await handBack(task, reservation) }
        account.countCall("create")
        let outcome = await provider.submit(attempt, token: reservation.token)
        if heldBack.isRaised, case .refused = outcome { return await handBack(task, reservation) }
        reservation.ticket?.end()
        switch outcome {
        case .accepted(let upstreamID) where isStrange(upstreamID, for: task, at: account):
            await doubted(task, reservation, "the answer names another task: \(upstreamID)")
        case .accepted(let upstreamID): await accepted(task, as: upstreamID, by: account)
        case .refused(let refusal): await refused(task, refusal, by: account)
        case .doubtful(let reason): await doubted(task, reservation, reason)
        }
    }

    /// Whether that is what another of our tasks is called there: its video is not this one's.
    private func isStrange(_ upstreamID: String, for task: VideoTask, at account: LiveAccount) -> Bool {
        let known = account.withState { $0.docket.task(upstreamID: upstreamID) }
        return known.map { $0 != task.id } ?? false
    }

    private static func maySend(_ parts: EngineParts) async -> Bool {
        guard !parts.crew.isStopping, !Task.isCancelled else { return false }
        return await parts.lease.maySend()
    }

    /// Certainly nothing was sent: the task goes back as if it had not been taken.
    private func handBack(_ task: VideoTask, _ reservation: Reservation) async {
        _ = await parts.write(.requeued(reason: "handed back before anything was sent"), task)
        reservation.withdraw()
        parts.registry.signal()
    }

    private func upstreamID(ofDraft id: VideoTask.ID) async -> String? {
        do {
            return try await parts.writer.persist("draft not read, trying again") { [store = parts.store] in
                try await store.task(id, in: nil)?.upstreamID
            }
        } catch {
            return nil
        }
    }

    func accepted(_ task: VideoTask, as upstreamID: String, by account: LiveAccount) async {
        let now = parts.moments.ticks
        account.withState { $0.breaker.answered(at: now) }
        account.count(.accepted)
        parts.deferrals.forget(task.id)
        do {
            guard try await parts.writer.apply(.submitted(upstreamID: upstreamID), to: task) != nil else {
                parts.release(task.id, attempt: task.attempt, at: account)
                let most = parts.cost(of: task, at: account).most
                return await Strays(parts: parts).dispose(of: upstreamID, task: task, at: account, most: most)
            }
        } catch {
            if case StoreError.superseded = error { parts.lease.question() }
            // The next engine finds an attempt without an outcome, and looks for it.
            return parts.logger.error(
                "submission not written",
                metadata: ["task.id": "\(task.id.ulid.text)", "upstream.id": "\(upstreamID)", "error": "\(error)"]
            )
        }
        account.withState { state in
            let isKept = state.docket.change(task.id, attempt: task.attempt) { entry in
                entry.phase = .open
                entry.upstreamID = upstreamID
                entry.askedAt = entry.startedAt
            }
            if isKept { state.docket.singlesAt = min(state.docket.singlesAt, now) }
        }
        account.bell.ring()
    }

    func refused(_ task: VideoTask, _ refusal: UpstreamRefusal, by account: LiveAccount) async {
        let now = parts.moments.ticks
        let reason = "\(refusal.failure.code): \(refusal.failure.message)"
        account.withState { state in
            switch refusal.kind {
            case .order: state.breaker.answered(at: now)
            case .account: state.breaker.denied(reason, at: now)
            case .throttled: state.breaker.throttled(for: refusal.retryAfter?.milliseconds, at: now)
            case .infrastructure:
                state.breaker.failed(reason, at: now)
                if let wait = refusal.retryAfter { state.breaker.throttled(for: wait.milliseconds, at: now) }
            }
        }
        let event: TaskEvent
        switch refusal.kind {
        case .order:
            account.count(.refusedOrder)
            event = .failed(refusal.failure)
        case .account, .throttled, .infrastructure:
            switch refusal.kind {
            case .account: account.count(.refusedAccount)
            case .throttled: account.count(.throttled)
            case .infrastructure, .order: account.count(.refusedInfrastructure)
            }
            parts.logger.warning(
                "create refused",
                metadata: [
                    "task.id": "\(task.id.ulid.text)", "provider.name": "\(account.name.rawValue)",
                    "reason": "\(reason)",
                ]
            )
            parts.deferrals.refused(task.id, by: account.name, at: now, chance: parts.moments.chance())
            event = .refused(reason: "\(account.name.rawValue) did not take it: \(reason)")
        }
        _ = await parts.write(event, task)
        parts.release(task.id, attempt: task.attempt, at: account)
    }

    private func doubted(_ task: VideoTask, _ reservation: Reservation, _ reason: String) async {
        let account = reservation.account
        let now = parts.moments.ticks
        account.withState { $0.breaker.failed(reason, at: now) }
        account.count(.doubtful)
        parts.logger.warning(
            "create in doubt",
            metadata: [
                "task.id": "\(task.id.ulid.text)", "provider.name": "\(account.name.rawValue)", "reason": "\(reason)",
            ]
        )
        guard let doubted = await parts.write(.doubted(reason: reason), task) else {
            return parts.release(task.id, attempt: task.attempt, at: account)
        }
        account.withState { state in
            state.docket.change(task.id, attempt: task.attempt) { $0.phase = .doubtful }
            state.doubts[task.id] = Doubt(
                task: task.id,
                attempt: task.attempt,
                tier: task.order.serviceTier,
                token: reservation.token,
                startedAt: doubted.updatedAt - .milliseconds(max(now - (state.docket[task.id]?.startedAt ?? now), 0)),
                began: now
            )
        }
        account.bell.ring()
    }
}

/// Something that has happened, once.
final class Flag: Sendable {
    private let raised = Atomic(false)

    var isRaised: Bool { raised.load(ordering: .acquiring) }

    func raise() { raised.store(true, ordering: .releasing) }
}
