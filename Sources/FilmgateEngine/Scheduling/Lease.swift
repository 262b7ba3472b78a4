import FilmgateDomain
import Logging
import Synchronization

/// The engine's turn at the store: renewed every second, and asked before a create is sent. A holder that was
/// paused for longer than it lasts sends nothing until the store has said that the turn is still its own.
final class Lease: Sendable {
    private let store: any TaskStore
    private let epoch: Epoch
    private let moments: Moments
    private let duration: Duration
    private let sendTimeout: Duration
    private let renewedAt: Mutex<Duration>
    private let doubt = Bell()

    init(store: any TaskStore, epoch: Epoch, moments: Moments, settings: EngineSettings) {
        self.store = store
        self.epoch = epoch
        self.moments = moments
        duration = settings.lease
        sendTimeout = settings.sendTimeout
        renewedAt = Mutex(moments.elapsed())
    }

    /// Whether enough of the turn is left for a create that starts now.
    var isFresh: Bool {
        moments.elapsed() - renewedAt.withLock(\.self) <= duration - sendTimeout
    }

    /// Whether a create may be sent now; where the turn is stale the store is asked first.
    func maySend() async -> Bool {
        if isFresh { return true }
        do {
            try await renew()
        } catch {
            return false
        }
        return isFresh
    }

    /// - Throws: ``StoreError/superseded`` where another engine has taken over.
    func renew() async throws {
        // The turn lasts from when the question was asked: the answer may have been long under way.
        let asked = moments.elapsed()
        try await store.renew(epoch)
        renewedAt.withLock { $0 = max($0, asked) }
    }

    /// Somebody was told that the turn is over: the store is asked at once.
    func question() {
        doubt.ring()
    }

    /// Renews until it is cancelled or superseded.
    func keep(logger: Logger, alongside: @Sendable () async throws -> Void) async throws {
        while true {
            let generation = doubt.generation
            do {
                try await renew()
                try await alongside()
            } catch let error where error.isPassing {
                logger.error("turn not renewed, trying again", metadata: ["error": "\(error)"])
            }
            try await moments.sleep(min(duration / 12, .seconds(1)), orUntil: doubt, after: generation)
        }
    }
}
