import FilmgateDomain
import Logging
import Synchronization

/// Starts queued tasks wherever an account can take them, and never more than can be sent now.
struct Scheduler: Sendable {
    let parts: EngineParts

    /// Most tasks of one claim, so that no transaction is long.
    private static let largestClaim = 256
    /// One in so many freed slots is for flex, where such tasks wait.
    private static let flexShare = 10

    /// Works until the engine is being stopped.
    ///
    /// - Parameter left: tasks that were being made here when the last engine went away: they come first.
    /// - Throws: what waiting does not cure at the store; ``StoreError/superseded`` above all.
    func run(_ left: [VideoTask]) async throws {
        var left = left[...]
        var sinceFlex = 0
        while !parts.crew.isStopping {
            let generation = parts.registry.bell.generation
            await Attendance(parts: parts).attendAll()
            try await resume(&left)
            while !parts.crew.isStopping, try await fill(&sinceFlex) {}
            let now = parts.moments.ticks
            let next = [parts.directory.nextChange(at: now), parts.deferrals.next(after: now)].compactMap(\.self).min()
            let wait = next.map { max($0 - now, 5) } ?? 60_000
            try await parts.moments.sleep(.milliseconds(wait), orUntil: parts.registry.bell, after: generation)
        }
        for task in left { _ = try await parts.writer.apply(.requeued(reason: "the engine stopped"), to: task) }
    }

    /// Begins again what was being made here, as far as there are free slots.
    private func resume(_ left: inout ArraySlice<VideoTask>) async throws {
        while parts.room.isEnough, let task = left.first {
            guard
                let name = task.provider, let account = parts.directory.account(name), account.local != nil,
                let provider = account.mounted
            else {
                left.removeFirst()
                _ = try await parts.writer.apply(.requeued(reason: "its provider is gone"), to: task)
                continue
            }
            let making =
                (try? parts.directory.mapping.making(task.order, at: provider.account)) ?? .init(order: task.order)
            guard let reservation = account.reserve(task, provider, making) else { return }
            left.removeFirst()
            guard let started = try await parts.writer.apply(.started(reservation.start), to: task) else {
                reservation.withdraw()
                continue
            }
            begin(started, reservation)
        }
    }

    /// Starts what there is room for; `false` where nothing was started.
    private func fill(_ sinceFlex: inout Int) async throws -> Bool {
        guard parts.room.isEnough else { return false }
        let room = max(parts.directory.room(.standard), 0)
        let flexRoom = max(parts.directory.room(.flex), 0)
        guard room + flexRoom > 0 else { return false }
        let (standard, flex) = try await lanes()
        guard !standard.isEmpty || !flex.isEmpty else { return false }
        let share = standard.isEmpty ? flexRoom : min((sinceFlex + room) / Self.flexShare, flexRoom)
        var early = 0
        if !flex.isEmpty, share > 0 {
            early = try await claim(share, of: flex)
            if early > 0 { sinceFlex = 0 }
        }
        var started = 0
        if !standard.isEmpty, room > 0 {
            started = try await claim(room, of: standard)
            sinceFlex = flex.isEmpty ? 0 : min(sinceFlex + started, Self.flexShare * 100)
        }
        // What the other tier left free.
        if !flex.isEmpty, early >= share, started < room || room == 0 {
            let rest = max(parts.directory.room(.flex), 0)
            if rest > 0 { early += try await claim(rest, of: flex) }
        }
        return early + started > 0
    }

    /// The lanes with queued tasks that some account can take now, by tier.
    private func lanes() async throws -> (standard: Set<Lane>, flex: Set<Lane>) {
        let queued: Set<Lane>
        do {
            queued = try await parts.store.queuedLanes()
        } catch let error where error.isPassing {
            parts.logger.error("queue not read, trying again", metadata: ["error": "\(error)"])
            try await parts.moments.sleep(.seconds(1))
            parts.registry.signal()
            return ([], [])
        }
        var standard: Set<Lane> = []
        var flex: Set<Lane> = []
        for lane in queued {
            guard let needs = TaskNeeds(lane), parts.directory.canTake(needs) else { continue }
            if needs.tier == .flex { flex.insert(lane) } else { standard.insert(lane) }
        }
        return (standard, flex)
    }

    private func claim(_ limit: Int, of lanes: Set<Lane>) async throws -> Int {
        let reserved = Reservations()
        let now = parts.moments.now
        var tasks: [VideoTask]
        do {
            tasks = try await parts.store.claim(
                limit: min(limit, Self.largestClaim),
                lanes: lanes,
                epoch: parts.writer.epoch
            ) { [parts] task in
                // Whose time is up ends where it waits, be it that nobody was there to end it.
                guard task.deadline > now() else { throw TaskSkipped() }
                let avoided = parts.deferrals.avoided(task.id, at: parts.moments.ticks)
                let choice = parts.directory.reserve(task, avoiding: avoided.accounts, mustAvoid: avoided.isStrict)
                switch choice {
                case .laneIsFull: return nil
                case .skipped: throw TaskSkipped()
                case .reserved(let reservation):
                    reserved.add(reservation)
                    return try task.change(by: .started(reservation.start), at: now())
                }
            }
        } catch let error where error.isPassing {
            parts.logger.error("tasks not claimed, trying again", metadata: ["error": "\(error)"])
            try await parts.moments.sleep(.seconds(1))
            // A commit that failed may have been one after all; of none of these a byte was sent.
            tasks = try await onDisk(reserved)
            parts.registry.signal()
        } catch {
            reserved.withdrawAll()
            throw error
        }
        for task in tasks {
            guard let reservation = reserved.take(task) else { continue }
            begin(task, reservation)
        }
        reserved.withdrawAll()
        return tasks.count
    }

    /// Those of the reserved tasks whose attempt is on disk.
    private func onDisk(_ reserved: Reservations) async throws -> [VideoTask] {
        var tasks: [VideoTask] = []
        for (id, attempt) in reserved.attempts {
            let task = try await parts.writer.persist("task not read, trying again") { [store = parts.store] in
                try await store.task(id, in: nil)
            }
            if let task, task.state == .running, task.attempt == attempt { tasks.append(task) }
        }
        return tasks
    }

    /// Sends a task whose attempt is on disk, or has it made here.
    private func begin(_ task: VideoTask, _ reservation: Reservation) {
        parts.logger.info(
            "task started",
            metadata: [
                "task.id": "\(task.id.ulid.text)", "provider.name": "\(reservation.account.name.rawValue)",
                "attempt": "\(task.attempt)",
            ]
        )
        switch reservation.provider {
        case .upstream:
            parts.crew.add { await Sender(parts: parts).send(task, reservation) }
        case .local(let provider, _):
            make(task, by: provider, reservation)
        }
    }

    private func make(_ task: VideoTask, by provider: any VideoProvider, _ reservation: Reservation) {
        let account = reservation.account
        // The run has a handle of its own, so that a deadline or a shutdown can give up this one alone; the crew awaits
        // it, and cancelling the crew cancels it.
        let run = Task {
            await TaskRun(parts: parts, provider: provider, account: account, order: reservation.making.order).perform(
                task
            )
        }
        parts.registry.add(run, for: task)
        parts.crew.add {
            await withTaskCancellationHandler {
                await run.value
            } onCancel: {
                run.cancel()
            }
            parts.registry.remove(task)
            parts.release(task.id, attempt: task.attempt, at: account)
        }
    }
}

/// The places taken during one claim.
private final class Reservations: Sendable {
    private let taken = Mutex<[VideoTask.ID: Reservation]>([:])

    func add(_ reservation: Reservation) {
        taken.withLock { $0[reservation.task] = reservation }
    }

    var attempts: [(VideoTask.ID, Int)] { taken.withLock { $0.values.map { ($0.task, $0.attempt) } } }

    func take(_ task: VideoTask) -> Reservation? { taken.withLock { $0.removeValue(forKey: task.id) } }

    /// Gives back what was not used.
    func withdrawAll() {
        let unused = taken.withLock { taken in
            defer { taken = [:] }
            return Array(taken.values)
        }
        for reservation in unused { reservation.withdraw() }
    }
}
