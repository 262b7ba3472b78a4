/// Something that happens to a task.
public enum TaskEvent: Sendable, Equatable {
    /// A provider is about to be asked; the attempt is on disk before the first byte leaves.
    case started(AttemptStart)
    /// The provider took it and calls it so.
    case submitted(upstreamID: String)
    /// Nobody can say whether the provider took it: it keeps its place until that is known.
    case doubted(reason: String)
    /// The video is ours, verified; the charge is what was delivered, never more than the hold. `deviations` say what
    /// of it is not as ordered, `cost` what the account bills for it.
    case succeeded(VideoResult, TokenUsage, charge: Money, deviations: [String], cost: AttemptCost = AttemptCost())
    case failed(TaskFailure)
    /// Whether the provider took it will never be known; the operator may have paid for it.
    case unresolved(TaskFailure, cost: AttemptCost = AttemptCost())
    /// The provider made it, and its files are gone; the operator may have paid for it.
    case lost(TaskFailure, cost: AttemptCost = AttemptCost())
    /// The provider certainly did not take it, through no fault of the order: back into the queue.
    case refused(reason: String)
    /// The attempt came to nothing through no fault of the order: back into the queue, and it counts.
    case attemptFailed(reason: String)
    /// The attempt was handed back before it came to anything: back into the queue, and it does not count.
    case requeued(reason: String)
    /// By the user; of a running task only where its provider has ended it.
    case cancelled
    /// The deadline has passed.
    case expired

    /// The event's name, as the transition fixture and the logs write it.
    public var name: String {
        switch self {
        case .started: "started"
        case .submitted: "submitted"
        case .doubted: "doubted"
        case .succeeded: "succeeded"
        case .failed: "failed"
        case .unresolved: "unresolved"
        case .lost: "lost"
        case .refused: "refused"
        case .attemptFailed: "attemptFailed"
        case .requeued: "requeued"
        case .cancelled: "cancelled"
        case .expired: "expired"
        }
    }
}

/// How an attempt begins.
public struct AttemptStart: Sendable, Equatable {
    public var provider: ProviderName
    /// What finds the create again, should its answer be lost; as the provider's dialect has it.
    public var token: String?
    /// The catalog's id of the model that really makes it, where the account maps the ordered one to another.
    public var model: String?
    /// What that model makes differently.
    public var notes: [ParameterNote]

    public init(
        provider: ProviderName,
        token: String? = nil,
        model: String? = nil,
        notes: [ParameterNote] = []
    ) {
        self.provider = provider
        self.token = token
        self.model = model
        self.notes = notes
    }
}

/// What an account bills for an attempt, at list price times its factor.
public struct AttemptCost: Sendable, Equatable {
    /// By what it says that it counted, or what the file comes to; `nil` where neither is known, or there is no list
    /// price.
    public var known: Money?
    /// The most that it can be; `nil` where there is no list price.
    public var most: Money?

    /// `most` is the known cost where it is not said.
    public init(known: Money? = nil, most: Money? = nil) {
        self.known = known
        self.most = most ?? known
    }
}

/// An event that the task's state does not allow; nothing changed.
public struct TransitionRefused: Error, Sendable, Equatable {
    public var state: VideoTask.State
    public var event: String
}

extension VideoTask {
    /// What `event` does to the task: the whole life of a task is this function.
    ///
    /// A task ends once: every event on an ended task is refused.
    ///
    /// - Parameters:
    ///   - event: what happened.
    ///   - moment: when; a clock that went back does not take the task back with it.
    /// - Returns: all that has to be written, as one.
    /// - Throws: ``TransitionRefused`` where the state does not allow the event.
    public func change(by event: TaskEvent, at moment: Timestamp) throws(TransitionRefused) -> TaskChange {
        let now = max(moment, updatedAt)
        var next = self
        next.version += 1
        next.updatedAt = now
        var change = TaskChange(task: next, expectedVersion: version)
        switch (state, event) {
        case (.queued, .started(let start)), (.running, .started(let start)):
            next.state = .running
            next.startedAt = startedAt ?? now
            next.attempt += 1
            next.provider = start.provider
            next.upstreamID = nil
            next.servedModel = start.model
            change.attempts = attemptRecord(.abandoned, at: now, detail: "taken up again")
            var record = AttemptRecord(task: id, number: next.attempt, provider: start.provider, startedAt: now)
            record.token = start.token
            change.attempts.append(record)
            change.note(.started, "attempt \(next.attempt) at \(start.provider.rawValue)", at: now)
            for note in start.notes { change.timeline.append(TimelineEntry(task: id, at: now, note: note)) }
        case (.running, .submitted(let upstreamID)):
            next.upstreamID = upstreamID
            change.attempts = next.attemptRecord(.open, at: now)
            change.note(.submitted, "as \(upstreamID)", at: now)
        case (.running, .doubted(let reason)):
            change.attempts = attemptRecord(.doubtful, at: now, detail: reason)
            change.note(.doubted, reason, at: now)
        case (.running, .succeeded(let result, let usage, let charge, let deviations, let cost)):
            next.state = .succeeded
            next.result = result
            next.usage = usage
            change.attempts = attemptRecord(.succeeded, at: now, cost: cost.known)
            change.ledger = settle(charge: charge, at: now)
            change.note(.succeeded, "\(result.pixels.text), \(result.frames) frames", at: now)
            for (number, deviation) in deviations.enumerated() {
                change.note(.deviated, deviation, at: now)
                change.expose(.deviation, deviation, most: number == 0 ? cost.most : nil, at: now)
            }
        case (.queued, .failed(let failure)), (.running, .failed(let failure)):
            next.state = .failed
            next.failure = failure
            change.attempts = attemptRecord(.failed, at: now, detail: failure.code)
            change.ledger = settle(charge: nil, at: now)
            change.note(.failed, "\(failure.code): \(failure.message)", at: now)
        case (.running, .unresolved(let failure, let cost)), (.running, .lost(let failure, let cost)):
            next.state = .failed
            next.failure = failure
            let isLost = if case .lost = event { true } else { false }
            let outcome: AttemptRecord.Outcome = isLost ? .lost : .unknown
            change.attempts = attemptRecord(outcome, at: now, detail: failure.code, cost: cost.known)
            change.ledger = settle(charge: nil, at: now)
            change.note(.failed, "\(failure.code): \(failure.message)", at: now)
            change.expose(isLost ? .lostResult : .doubt, failure.message, most: cost.most, at: now)
        case (.running, .refused(let reason)), (.running, .attemptFailed(let reason)),
            (.running, .requeued(let reason)):
            next.state = .queued
            next.provider = nil
            next.upstreamID = nil
            next.servedModel = nil
            let outcome: AttemptRecord.Outcome =
                switch event {
                case .requeued: .abandoned
                case .refused: .refused
                default: .failed
                }
            change.attempts = attemptRecord(outcome, at: now, detail: reason)
            change.note(.requeued, reason, at: now)
        case (.queued, .cancelled), (.running, .cancelled):
            next.state = .cancelled
            change.attempts = attemptRecord(.cancelled, at: now)
            change.ledger = settle(charge: nil, at: now)
            change.note(.cancelled, "by the user", at: now)
        case (.queued, .expired), (.running, .expired):
            next.state = .expired
            change.attempts = attemptRecord(.cancelled, at: now, detail: "deadline")
            change.ledger = settle(charge: nil, at: now)
            change.note(.expired, "deadline", at: now)
        case (.queued, .submitted), (.queued, .doubted), (.queued, .succeeded), (.queued, .unresolved),
            (.queued, .lost), (.queued, .refused), (.queued, .attemptFailed), (.queued, .requeued), (.succeeded, _),
            (.failed, _), (.cancelled, _), (.expired, _):
            throw TransitionRefused(state: state, event: event.name)
        }
        if next.state.isFinal { next.endedAt = now }
        change.task = next
        if next.state != state { change.outbox = OutboxEvent.events(for: next, at: now) }
        return change
    }

    /// The newest attempt with its outcome; empty where none is under way.
    ///
    /// A task does not know when its newest attempt began: a store keeps the start that the attempt was written with.
    private func attemptRecord(
        _ outcome: AttemptRecord.Outcome,
        at now: Timestamp,
        detail: String? = nil,
        cost: Money? = nil
    ) -> [AttemptRecord] {
        guard attempt > 0, state == .running, let provider else { return [] }
        var record = AttemptRecord(task: id, number: attempt, provider: provider, startedAt: startedAt ?? createdAt)
        record.upstreamID = upstreamID
        record.outcome = outcome
        record.endedAt = outcome.isUnderWay ? nil : now
        record.detail = detail
        record.cost = cost
        return [record]
    }

    /// Gives the hold back and, where there is a charge, takes that: never more than was held.
    private func settle(charge: Money?, at now: Timestamp) -> [LedgerEntry] {
        guard !hold.isZero else { return [] }
        let release = LedgerEntry(task: self, kind: .release, micros: hold.micros, at: now)
        guard let charge, charge.micros > 0 else { return [release] }
        return [release, LedgerEntry(task: self, kind: .charge, micros: -min(charge.micros, hold.micros), at: now)]
    }
}

extension TaskChange {
    fileprivate mutating func note(_ kind: TimelineEntry.Kind, _ detail: String, at now: Timestamp) {
        timeline.append(TimelineEntry(task: task.id, at: now, kind: kind, detail: detail))
    }

    /// The newest attempt may have cost the operator something that no customer pays.
    fileprivate mutating func expose(_ kind: Exposure.Kind, _ detail: String, most: Money?, at now: Timestamp) {
        guard let provider = task.provider else { return }
        exposures.append(
            Exposure(
                project: task.project,
                task: task.id,
                attempt: task.attempt,
                provider: provider,
                upstreamID: task.upstreamID,
                kind: kind,
                at: now,
                detail: detail,
                most: most
            )
        )
    }
}
