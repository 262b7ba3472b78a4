import FilmgateDomain
import FilmgateEngine
import Logging
import Synchronization

/// A courier's surroundings: a store with one project, receivers that answer as the test says, a clock by hand.
final class CourierDesk: Sendable {
    let store = InMemoryTaskStore()
    let time = HandTime()
    let carrier = StubCarrier()
    private let numbers = Atomic<UInt64>(0)

    /// A running task whose client wants to hear of it at `address`; what was owed until here is settled.
    func task(at address: String, epoch: Epoch) async throws -> VideoTask {
        let project = try await store.project(named: "default", now: time.now)
        var order = VideoOrder(
            model: ModelSpec.seedance15Pro.id,
            mode: .text,
            prompt: "A cat",
            resolution: .p720,
            ratio: .fixed(.landscape)
        )
        order.callbackURL = address
        let number = numbers.add(1, ordering: .relaxed).newValue
        let task = VideoTask(
            id: VideoTask.ID(ULID(milliseconds: UInt64(time.now.milliseconds), random: (0, number))),
            project: project.id,
            key: nil,
            dialect: .ark,
            order: order,
            createdAt: time.now,
            deadline: time.now + .seconds(172_800),
            hold: Money(micros: 0, currency: .cny)
        )
        try await store.accept(Acceptance(task: task, notes: []))
        return task
    }

    func apply(_ event: TaskEvent, to task: VideoTask, epoch: Epoch) async throws -> VideoTask {
        let change = try task.change(by: event, at: time.now)
        try await store.apply(change, epoch: epoch)
        return change.task
    }

    /// A task that failed at once: `queued` and `failed` are owed.
    @discardableResult
    func failed(at address: String, epoch: Epoch) async throws -> VideoTask {
        let failure = TaskFailure(code: "InternalServiceError", message: "broken")
        return try await apply(.failed(failure), to: try await task(at: address, epoch: epoch), epoch: epoch)
    }

    /// Runs a courier for as long as `body` takes.
    func running(epoch: Epoch, _ body: (Courier) async throws -> Void) async throws {
        let courier = Courier(
            store: store,
            epoch: epoch,
            composer: PlainComposer(),
            carrier: carrier,
            moments: time.moments,
            logger: Logger(label: "desk") { _ in SwiftLogNoOpLogHandler() }
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await courier.run() }
            // The courier's own tick sleeps from here on.
            try await time.sleepers(1)
            courier.wake()
            try await body(courier)
            group.cancelAll()
            // Its end is a cancellation.
            while let result = await group.nextResult() { _ = result }
        }
    }

    /// The newest log line of the task, once there are `count` of them.
    func log(of task: VideoTask.ID, count: Int) async throws -> [CallbackTry] {
        while true {
            let log = try await store.callbackLog(of: task, limit: 100)
            if log.count >= count { return log }
            try Task.checkCancellation()
            await Task.yield()
        }
    }
}

/// A message whose body names the state, by Ark's rules; `xcompute` in the address takes XCompute's.
struct PlainComposer: CallbackComposer {
    func message(for event: OutboxEvent, of task: VideoTask, number: Int64) async throws -> CallbackMessage? {
        guard !event.address.contains("silent") else { return nil }
        let stops = event.address.contains("xcompute")
        return CallbackMessage(
            url: event.address,
            headers: [],
            body: Array(event.state.rawValue.utf8),
            rules: CallbackRules(
                timeout: .seconds(5),
                retries: CallbackRules.ark.retries,
                stopsOnClientError: stops
            )
        )
    }
}

/// Receivers by address, and what they were told.
final class StubCarrier: CallbackCarrier {
    private struct State {
        var posts: [(url: String, state: String)] = []
        var replies: [String: [CallbackReply]] = [:]
        var isHeld = false
        var held: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let arrived = Inbox<Void>()

    var posts: [(url: String, state: String)] { state.withLock(\.posts) }

    /// The next answers at `url`; the last one repeats, and 200 is given where none was set.
    func answer(_ url: String, _ replies: CallbackReply...) {
        state.withLock { $0.replies[url] = replies }
    }

    /// Lets receivers keep silent until ``letGo()``.
    func hold() {
        state.withLock { $0.isHeld = true }
    }

    func letGo() {
        let held = state.withLock { state in
            state.isHeld = false
            defer { state.held = [] }
            return state.held
        }
        for continuation in held { continuation.resume() }
    }

    /// Returns once `count` posts have arrived in all.
    func posts(_ count: Int) async throws -> [(url: String, state: String)] {
        while posts.count < count { try await arrived.take() }
        return posts
    }

    func post(_ message: CallbackMessage) async -> CallbackReply {
        let reply = state.withLock { state in
            state.posts.append((message.url, String(decoding: message.body, as: UTF8.self)))
            var replies = state.replies[message.url] ?? []
            guard let first = replies.first else { return CallbackReply.answered(status: 200) }
            if replies.count > 1 { replies.removeFirst() }
            state.replies[message.url] = replies
            return first
        }
        arrived.put(())
        await withCheckedContinuation { continuation in
            let isHeld = state.withLock { state in
                if state.isHeld { state.held.append(continuation) }
                return state.isHeld
            }
            if !isHeld { continuation.resume() }
        }
        return reply
    }
}
