import FilmgateDomain
import FilmgateEngine
import Logging
import ServiceLifecycle
import Synchronization

/// When keys were last used: noted in memory, written at most once a minute.
final class KeyUses: Sendable {
    private let uses = Mutex<[APIKey.ID: Timestamp]>([:])

    func note(_ key: APIKey, at moment: Timestamp) {
        if let known = key.lastUsedAt, moment - known < .seconds(60) { return }
        uses.withLock { $0[key.id] = moment }
    }

    /// What was noted since the last call.
    func take() -> [APIKey.ID: Timestamp] {
        uses.withLock { uses in
            defer { uses = [:] }
            return uses
        }
    }
}

/// Writes the last use of keys.
struct KeyUseKeeper: Service {
    let uses: KeyUses
    let accounts: any AccountStore
    let moments: Moments
    let logger: Logger

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                while true {
                    try await moments.sleep(.seconds(60))
                    await write()
                }
            }
        } catch is CancellationError {
            // The end of the server is no failure of this service.
        }
        await write()
    }

    private func write() async {
        let uses = uses.take()
        guard !uses.isEmpty else { return }
        do {
            try await accounts.touch(uses)
        } catch {
            logger.warning("last use of keys not written", metadata: ["error": "\(error)"])
        }
    }
}
