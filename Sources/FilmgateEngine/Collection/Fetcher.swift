import FilmgateDomain
import Logging

/// Fetches the files of tasks that an account has finished, again where they break, and ends the tasks.
struct Fetcher: Sendable {
    let parts: EngineParts

    private static let firstWait: Int64 = 500
    private static let longestWait: Int64 = 60_000
    /// Tries that brought something that is no video, after which it is given up.
    private static let maximumDamaged = 3

    /// Hands out work until it is cancelled.
    func run() async throws {
        let queue = parts.fetches
        while true {
            let generation = queue.bell.generation
            let now = parts.moments.ticks
            while !parts.crew.isStopping, parts.room.isEnough,
                let item = queue.take(at: now, limit: parts.settings.downloads)
            {
                parts.helpers.add {
                    await fetch(item)
                    queue.done()
                }
            }
            // Where there is no room, the bell rings when there is again.
            let next = parts.room.isEnough ? queue.next : nil
            let wait = next.map { max($0 - now, 1) } ?? 60_000
            try await parts.moments.sleep(.milliseconds(wait), orUntil: queue.bell, after: generation)
        }
    }

    private func fetch(_ first: FetchQueue.Item) async {
        var item = first
        guard let task = await parts.task(item.task, attempt: item.attempt) else { return release(item) }
        guard let model = parts.catalog[task.servedModel ?? task.order.model] else {
            let failure = TaskFailure.internalError("the model \(task.order.model) is not in the catalog any more")
            return await end(.lost(failure), task, item, .lost)
        }
        guard let provider = item.account.upstream else {
            return await again(item, task, "the account is not configured any more")
        }
        if item.tries > 0 { await reread(&item, provider) }
        do throws(CollectionError) {
            item.account.countCall("collect")
            let delivery = try await provider.collect(item.report, of: task)
            let verified: Collector.Collected
            do {
                verified = try await parts.collector.collect(delivery, of: task, model: model, report: item.report)
            } catch let error as UnreadableVideo {
                provider.discard(delivery)
                throw CollectionError.damaged(error.reason)
            } catch {
                provider.discard(delivery)
                throw CollectionError.interrupted("\(error)")
            }
            item.account.withState { state in
                if !verified.deviations.isEmpty { state.statistics.deviations += 1 }
            }
            let success = TaskEvent.succeeded(
                verified.result,
                verified.usage,
                charge: verified.charge,
                deviations: verified.deviations,
                cost: parts.cost(
                    of: task,
                    at: item.account,
                    counted: item.report.tokens,
                    delivered: verified.usage.totalTokens
                )
            )
            await end(success, task, item, .succeeded)
        } catch {
            switch error {
            case .damaged(let reason):
                item.damaged += 1
                guard item.damaged < Self.maximumDamaged else { return await lost(item, task, reason) }
                await again(item, task, reason)
            case .linkDead(let reason), .interrupted(let reason):
                await again(item, task, reason)
            }
        }
    }

    /// Asks for the links again: they may have died, or name another copy.
    private func reread(_ item: inout FetchQueue.Item, _ provider: any UpstreamProvider) async {
        guard let ticket = try? await item.account.gets.take() else { return }
        defer { ticket.end() }
        item.account.countCall("get")
        if case .report(let report) = await provider.report(on: item.report.upstreamID), report.state == .succeeded {
            item.report = report
        }
    }

    private func again(_ item: FetchQueue.Item, _ task: VideoTask, _ reason: String) async {
        let now = parts.moments.ticks
        let isPastLife = now - item.since >= parts.settings.fileLife.milliseconds
        let isPastGrace = parts.moments.now() >= task.deadline + parts.settings.grace
        // A disk of ours that is full is no fault of the task's: it is fetched when there is room again.
        guard !parts.room.isEnough || !isPastLife && !isPastGrace else { return await lost(item, task, reason) }
        parts.logger.warning(
            "video not fetched, trying again",
            metadata: [
                "task.id": "\(task.id.ulid.text)", "provider.name": "\(item.account.name.rawValue)",
                "reason": "\(reason)",
            ]
        )
        var next = item
        next.tries += 1
        let wait = min(Self.firstWait << min(Int64(item.tries), 10), Self.longestWait)
        parts.fetches.add(next, at: now + wait + Int64(Double(wait) * 0.25 * parts.moments.chance()))
    }

    private func lost(_ item: FetchQueue.Item, _ task: VideoTask, _ reason: String) async {
        let cost = parts.cost(of: task, at: item.account, counted: item.report.tokens)
        await end(.lost(.resultLost(reason), cost: cost), task, item, .lost)
    }

    private func end(
        _ event: TaskEvent,
        _ task: VideoTask,
        _ item: FetchQueue.Item,
        _ outcome: AccountStatistics.Outcome
    ) async {
        if await parts.write(event, task) != nil { item.account.count(outcome) }
        release(item)
    }

    private func release(_ item: FetchQueue.Item) {
        parts.release(item.task, attempt: item.attempt, at: item.account)
    }
}

extension TaskFailure {
    /// The video was made, and nobody can have it any more.
    static func resultLost(_ detail: String) -> TaskFailure {
        TaskFailure(code: "ResultLost", message: "The video was made, but could not be fetched: \(detail).")
    }

    /// A create of which nobody knows whether it became a task.
    static func outcomeUnknown(_ detail: String) -> TaskFailure {
        TaskFailure(
            code: "SubmissionOutcomeUnknown",
            message: "Whether the provider took the task is not known and cannot be found out: \(detail)."
        )
    }
}
