package import FilmgateDomain
package import Logging
import Synchronization

/// Tells clients what became of their tasks: at least once, in order for each task, until the receiver has it.
///
/// The outbox is the only memory: a courier that dies in the middle of a try is followed by one that tries again.
package struct Courier: Sendable {
    private let store: any TaskStore
    private let epoch: Epoch
    private let composer: any CallbackComposer
    private let carrier: any CallbackCarrier
    private let moments: Moments
    private let logger: Logger
    private let desk = Desk()

    /// Callbacks under way to one host.
    private static let perHost = 4
    /// Callbacks under way in all.
    private static let inAll = 64
    /// Owed callbacks that are looked at in one go, at first; more where hosts that are busy stand before others.
    private static let page = 256

    package init(
        store: any TaskStore,
        epoch: Epoch,
        composer: any CallbackComposer,
        carrier: any CallbackCarrier,
        moments: Moments,
        logger: Logger
    ) {
        self.store = store
        self.epoch = epoch
        self.composer = composer
        self.carrier = carrier
        self.moments = moments
        self.logger = logger
    }

    /// Says that a callback may have become due.
    package func wake() {
        desk.signal()
    }

    /// Delivers until it is cancelled.
    ///
    /// - Throws: ``StoreError/superseded`` where another engine has taken over.
    package func run() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask {
                while true {
                    try await moments.sleep(.seconds(1))
                    desk.signal()
                }
            }
            var page = Self.page
            for await _ in desk.wakeups {
                let due: [OwedCallback]
                desk.look()
                do {
                    due = try await store.dueCallbacks(at: moments.now(), limit: page)
                } catch let error where error.isPassing {
                    logger.error("callbacks not read, trying again", metadata: ["error": "\(error)"])
                    continue
                }
                var passed = 0
                for owed in due {
                    guard desk.take(owed, perHost: Self.perHost, inAll: Self.inAll) else {
                        passed += 1
                        continue
                    }
                    group.addTask {
                        try await deliver(owed)
                        desk.giveBack(owed)
                    }
                }
                // Where busy hosts fill the page, look further behind them next time.
                page = due.count == page && passed > page / 2 ? min(page * 2, 16_384) : Self.page
            }
        }
    }

    private func deliver(_ owed: OwedCallback) async throws {
        do {
            let attempt = try await outcome(of: owed)
            try await store.record(attempt, epoch: epoch)
        } catch StoreError.stale {
            // The task was deleted meanwhile, and its callbacks with it.
        } catch StoreError.superseded {
            throw StoreError.superseded
        } catch {
            // Still owed: the next look finds it.
            logger.error(
                "callback not recorded",
                metadata: ["task.id": "\(owed.event.task.ulid.text)", "error": "\(error)"]
            )
        }
    }

    private func outcome(of owed: OwedCallback) async throws -> CallbackTry {
        let event = owed.event
        if owed.isStale, !event.state.isFinal { return attempt(owed, nil, "dropped: a newer state is owed", .done) }
        guard let task = try await store.task(event.task, in: nil) else {
            return attempt(owed, nil, "dropped: the task is gone", .done)
        }
        // Who answers 410 is gone, for whatever the task comes to.
        if event.state != .queued, try await store.callbackLog(of: event.task, limit: 16).contains(where: \.isGone) {
            return attempt(owed, nil, "dropped: the receiver is gone", .done)
        }
        guard let message = try await composer.message(for: event, of: task, number: owed.number) else {
            return attempt(owed, nil, "dropped: not told in \(task.dialect.rawValue)", .done)
        }
        let reply = await carrier.post(message)
        let rules = message.rules
        switch reply {
        case .answered(let status) where (200..<300).contains(status):
            return attempt(owed, status, "delivered", .done)
        case .answered(410):
            return attempt(owed, 410, "stopped by the receiver", .done)
        case .answered(let status) where rules.stopsOnClientError && (400..<500).contains(status):
            return attempt(owed, status, "stopped by the receiver", .done)
        case .answered(let status):
            return retry(owed, rules, status, "answered \(status)")
        case .unreached(let reason):
            return retry(owed, rules, nil, reason)
        }
    }

    private func retry(_ owed: OwedCallback, _ rules: CallbackRules, _ status: Int?, _ detail: String) -> CallbackTry {
        let next = rules.next(after: owed.tries + 1, of: owed.event, now: moments.now())
        let isDropped = next == nil && !owed.event.state.isFinal
        return attempt(owed, status, detail, next.map { .again(at: $0) } ?? (isDropped ? .done : .givenUp))
    }

    private func attempt(
        _ owed: OwedCallback,
        _ status: Int?,
        _ detail: String,
        _ next: CallbackTry.Next
    ) -> CallbackTry {
        logger.info(
            "callback tried",
            metadata: [
                "task.id": "\(owed.event.task.ulid.text)", "task.state": "\(owed.event.state.rawValue)",
                "callback": "\(owed.number)", "detail": "\(detail)",
            ]
        )
        return CallbackTry(
            number: owed.number,
            event: owed.event,
            at: moments.now(),
            status: status,
            detail: detail,
            next: next
        )
    }
}

extension CallbackTry {
    fileprivate var isGone: Bool { status == 410 && next == .done }
}

/// What is under way, by number and by host.
private final class Desk: Sendable {
    private struct State {
        var numbers: Set<Int64> = []
        /// Settled since the last look began: what was read may show them as owed still.
        var settled: Set<Int64> = []
        var hosts: [Substring: Int] = [:]
    }

    private let state = Mutex(State())
    let wakeups: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation

    init() {
        (wakeups, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func signal() {
        wake.yield()
    }

    /// What is taken from now on was read from now on.
    func look() {
        state.withLock { $0.settled = [] }
    }

    func take(_ owed: OwedCallback, perHost: Int, inAll: Int) -> Bool {
        let host = Self.host(of: owed.event.address)
        return state.withLock { state in
            guard
                state.numbers.count < inAll,
                state.hosts[host, default: 0] < perHost,
                !state.settled.contains(owed.number),
                state.numbers.insert(owed.number).inserted
            else { return false }
            state.hosts[host, default: 0] += 1
            return true
        }
    }

    func giveBack(_ owed: OwedCallback) {
        let host = Self.host(of: owed.event.address)
        state.withLock { state in
            state.numbers.remove(owed.number)
            state.settled.insert(owed.number)
            let left = state.hosts[host, default: 1] - 1
            state.hosts[host] = left > 0 ? left : nil
        }
        signal()
    }

    /// Scheme, host and port of an address.
    private static func host(of address: String) -> Substring {
        guard let slashes = address.firstRange(of: "://") else { return address[...] }
        let rest = address[slashes.upperBound...]
        return address[..<(rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? address.endIndex)]
    }
}
