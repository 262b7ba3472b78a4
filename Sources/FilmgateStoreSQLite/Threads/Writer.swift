import FilmgateDomain

/// The one writer of a store: writes that wait together share a transaction and its sync.
///
/// A write that comes alone is committed at once; while it is synced the next ones gather. Each has a savepoint and a
/// result of its own, so that one that fails leaves the others alone, and results are told only after the sync.
final class Writer: Sendable {
    /// How many writes share a transaction at most.
    static let batch = 256

    /// Tells a caller how its write ended, given what the commit said.
    typealias Settlement = @Sendable ((any Error)?) -> Void

    struct Member: Sendable {
        /// Whether other processes must be told that keys or projects change.
        let changesAccounts: Bool
        /// Does the work and keeps its result for the settlement.
        let perform: @Sendable (WriteTransaction) -> (settle: Settlement, failure: (any Error)?)
        /// Ends the caller's wait where the work was not even begun.
        let refuse: @Sendable (any Error) -> Void
    }

    private let queue: WorkQueue<Member>
    private let thread: OwnThread

    /// Starts the thread, which owns `connection` from now on.
    init(
        _ connection: sending Connection,
        capacity: Int,
        accounts: AccountEpoch,
        checkpoints: Checkpointer,
        meter: CommitMeter = CommitMeter()
    ) throws {
        let queue = WorkQueue<Member>(capacity: capacity)
        self.queue = queue
        thread = try OwnThread {
            let loop = CommitLoop(connection: connection, accounts: accounts, checkpoints: checkpoints, meter: meter)
            while case let members = queue.take(upTo: Writer.batch), !members.isEmpty {
                loop.run(members)
            }
            loop.end()
        }
    }

    deinit {
        queue.close()
    }

    /// Returns what `body` returned once that is on disk.
    ///
    /// - Throws: ``StoreError/busy`` before anything was done where too many writes wait; what `body` threw, whose
    ///   writes are undone; what the commit failed with, after which the write may or may not be there.
    func write<Value: Sendable>(
        changesAccounts: Bool = false,
        _ body: @escaping @Sendable (WriteTransaction) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let member = Member(
                changesAccounts: changesAccounts,
                perform: { transaction in
                    let result = Result { try body(transaction) }.mapError(CommitLoop.explain)
                    let settle: Settlement = { failure in
                        continuation.resume(with: failure.map { .failure($0) } ?? result)
                    }
                    if case .failure(let failure) = result { return (settle, failure) }
                    return (settle, nil)
                },
                refuse: { continuation.resume(throwing: $0) }
            )
            do {
                try queue.push(member)
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    /// How many writes wait for a transaction.
    var waiting: Int { queue.count }

    /// Commits what waits and ends; later writes are refused.
    func close() async {
        queue.close()
        await thread.ended()
    }
}
