import FilmgateDomain
import Synchronization

/// The holders of keys that were seen lately, remembered for as long as no process changed keys or projects.
final class PrincipalCache: Sendable {
    private struct Memory {
        /// The number of ``AccountEpoch`` before the row was read.
        var number: UInt64
        var principals: [ContentHash: Principal] = [:]
    }

    /// Keys that are remembered at a time.
    private static let capacity = 10_000

    private let epoch: AccountEpoch
    private let memory = Mutex(Memory(number: 0))

    init(epoch: AccountEpoch) {
        self.epoch = epoch
    }

    /// The holder of a key, from memory or by `read`. A key that nobody holds is never remembered: there are too many.
    func principal(_ hash: ContentHash, read: () async throws -> Principal?) async throws -> Principal? {
        guard let number = epoch.current else { return try await read() }
        if let known = remembered(hash, number: number) { return known }
        guard let principal = try await read() else { return nil }
        memory.withLock { memory in
            // A newer number may stand there already: this row may be older than that.
            if memory.number < number || memory.principals.count >= PrincipalCache.capacity, memory.number <= number {
                memory = Memory(number: number)
            }
            if memory.number == number { memory.principals[hash] = principal }
        }
        return principal
    }

    private func remembered(_ hash: ContentHash, number: UInt64) -> Principal? {
        memory.withLock { memory in
            memory.number == number ? memory.principals[hash] : nil
        }
    }
}
