import FilmgateDomain

/// Threads with a connection each that only read; reads that wait together share a snapshot.
final class ReaderPool: Sendable {
    /// How many reads share a snapshot at most: few, so that one thread does not take what two could do.
    private static let batch = 32

    private typealias Member = @Sendable (Result<ReadTransaction, any Error>) -> Void

    private let queue: WorkQueue<Member>
    private let threads: [OwnThread]

    /// Starts the threads, each with a connection that `connect` makes.
    init(threads count: Int, capacity: Int, connect: () throws -> sending Connection) throws {
        let queue = WorkQueue<Member>(capacity: capacity)
        self.queue = queue
        do {
            threads = try (0..<count).map { _ in
                let connection = try connect()
                return try OwnThread {
                    while case let members = queue.take(upTo: ReaderPool.batch), !members.isEmpty {
                        ReaderPool.answer(members, from: connection)
                    }
                    connection.close()
                }
            }
        } catch {
            queue.close()
            throw error
        }
    }

    deinit {
        queue.close()
    }

    /// Returns what `body` reads, all of it from one state of the file: at least the one that the newest write left.
    ///
    /// - Throws: ``StoreError/busy`` where too many reads wait.
    func read<Value: Sendable>(_ body: @escaping @Sendable (ReadTransaction) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            do {
                try queue.push { transaction in
                    continuation.resume(with: Result { try body(transaction.get()) })
                }
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    func close() async {
        queue.close()
        for thread in threads { await thread.ended() }
    }

    private static let begin = SQL("BEGIN")
    private static let commit = SQL("COMMIT")

    private static func answer(_ members: [Member], from connection: Connection) {
        do {
            try connection.statement(begin).run()
        } catch {
            for member in members { member(.failure(CommitLoop.explain(error))) }
            return
        }
        let transaction = ReadTransaction(connection: connection)
        for member in members { member(.success(transaction)) }
        do {
            try connection.statement(commit).run()
        } catch {
            // A transaction that only read has nothing to lose; the next one begins with a clean connection.
            if connection.isInTransaction { do { try connection.execute("ROLLBACK") } catch {} }
        }
    }
}
