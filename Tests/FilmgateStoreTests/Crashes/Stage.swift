import FilmgateDomain

/// A store that steps are done to, with the epoch that its engine has.
struct Stage {
    let store: AnyStore
    var epoch = Epoch(number: 0)

    /// What the step answered; the store's own errors are answers as well, a broken disk is not.
    mutating func perform(_ step: Step, at now: Timestamp) async throws -> String {
        do {
            switch step {
            case .accept(let task, let key): return try await accept(task, key)
            case .event(let event, let id):
                guard let task = try await store.task(id, in: nil) else { return "gone" }
                let change = try task.change(by: event, at: now)
                try await store.apply(change, epoch: epoch)
                return "\(change.task.state)"
            case .claim(let limit):
                let tasks = try await store.claim(limit, epoch: epoch, at: now)
                return "\(tasks.map(\.id.ulid.low))"
            case .remove(let id, let project): return "\(try await store.remove(id, in: project))"
            case .removeEnded(let moment, let limit):
                let states = Set(VideoTask.State.allCases)
                return "\(try await store.removeEnded(before: moment, states: states, limit: limit))"
            case .enter(let entry): try await store.enter(entry)
            case .save(let project): try await store.save(project)
            case .add(let key): try await store.add(key)
            case .revoke(let id): return "\(try await store.revoke(id, now: now))"
            case .project(let name): return "\(try await store.project(named: name, now: now))"
            case .openEpoch: epoch = try await store.openEpoch()
            case .tell(let choice, let next):
                let due = try await store.dueCallbacks(at: now, limit: 100)
                guard !due.isEmpty else { return "nothing due" }
                let owed = due[choice % due.count]
                try await store.record(
                    CallbackTry(number: owed.number, event: owed.event, at: now, status: 500, detail: "", next: next),
                    epoch: epoch
                )
                return "\(due)"
            case .retry(let number): try await store.administer([.retryCallback(number)], by: "me", at: now)
            case .expose(let task, let provider): try await store.expose(orphan(task, provider, at: now), epoch: epoch)
            case .drain(let isDrained, let provider):
                let change: AccountChange = isDrained ? .drain(provider) : .undrain(provider)
                try await store.administer([change], by: "me", at: now)
            case .rotateSecret(let project):
                _ = try await store.rotateSecret(of: project, now: now, overlapEnd: now + .seconds(3))
            case .sweep(let moment):
                // Of one store one thing at a time, or a power cut could come between them.
                guard moment.seconds.isMultiple(of: 2) else {
                    return "\(try await store.removeCallbackLog(before: moment, limit: 3))"
                }
                return "\(try await store.removeIdempotencyKeys(before: moment, limit: 100))"
            }
            return "done"
        } catch let error as StoreError {
            return "\(error)"
        } catch let error as TransitionRefused {
            return "\(error)"
        }
    }

    private func accept(_ task: VideoTask, _ key: IdempotencyKey?) async throws -> String {
        var acceptance = Acceptance(task: task, notes: [], maximumQueued: 20)
        acceptance.maximumQueuedInAll = 30
        acceptance.idempotency = key.map { ($0, KeptAnswer(task: task.id, status: 200, body: Array("made".utf8))) }
        return switch try await store.accept(acceptance) {
        case .new: "kept"
        case .known(let known): "known \(known.id.ulid.low) \(known.state)"
        case .repeated(let answer): "repeated \(answer.task.ulid.low)"
        }
    }

    private func orphan(_ task: VideoTask, _ provider: ProviderName, at now: Timestamp) -> Exposure {
        Exposure(
            project: task.project,
            task: task.id,
            attempt: 1,
            provider: provider,
            upstreamID: "up-0",
            kind: .orphan,
            at: now,
            detail: "turned up",
            most: task.hold
        )
    }
}
