internal import CSQLite
import FilmgateDomain

/// What the writer's thread owns: it turns batches of writes into transactions.
struct CommitLoop {
    let connection: Connection
    let accounts: AccountEpoch
    let checkpoints: Checkpointer
    let meter: CommitMeter

    private static let begin = SQL("BEGIN IMMEDIATE")
    private static let commit = SQL("COMMIT")
    private static let rollback = SQL("ROLLBACK")
    private static let savepoint = SQL("SAVEPOINT member")
    private static let release = SQL("RELEASE member")
    private static let undo = SQL("ROLLBACK TO member")

    /// Writes all members in one transaction and tells each how it ended.
    func run(_ members: [Writer.Member]) {
        let began = ContinuousClock.now
        var outcome = Outcome()
        do {
            if members.contains(where: \.changesAccounts) {
                try accounts.change { outcome = try transact(members) }
            } else {
                outcome = try transact(members)
            }
        } catch {
            outcome.failure = CommitLoop.explain(error)
        }
        meter.count(
            writes: members.count,
            time: .now - began,
            failed: outcome.failure != nil,
            logPages: connection.pagesInLog
        )
        for settle in outcome.settlements { settle(outcome.failure) }
        if let failure = outcome.failure {
            for member in members[outcome.settlements.count...] { member.refuse(failure) }
        }
        checkpoints.noteLog(pages: connection.pagesInLog, writer: connection)
    }

    /// How a transaction ended.
    private struct Outcome {
        /// Of the members that were begun, in their order.
        var settlements: [Writer.Settlement] = []
        /// Why none of them is kept; members that were not begun always have a reason.
        var failure: (any Error)?
    }

    /// Empties the log and closes the connection.
    func end() {
        // The log that could not be emptied is read again at the next start: nothing is lost.
        do { try connection.emptyLog() } catch {}
        connection.close()
    }

    /// Throws only where no member was begun.
    private func transact(_ members: [Writer.Member]) throws -> Outcome {
        try connection.statement(CommitLoop.begin).run()
        var outcome = Outcome()
        do {
            if try !perform(members, &outcome.settlements) {
                try connection.statement(CommitLoop.rollback).run()
                try connection.statement(CommitLoop.begin).run()
                outcome.settlements = []
                try performApart(members, &outcome.settlements)
            }
            if connection.isInTransaction { try connection.statement(CommitLoop.commit).run() }
        } catch {
            outcome.failure = CommitLoop.explain(error)
        }
        do {
            if connection.isInTransaction { try connection.statement(CommitLoop.rollback).run() }
        } catch {
            outcome.failure = CommitLoop.explain(error)
        }
        return outcome
    }

    /// Does the members' work in the hope that none fails after it has written: a savepoint for each would copy every
    /// page once more. Members that are refused before they write leave nothing to undo.
    ///
    /// - Returns: whether that went well; else all of it must be undone.
    /// - Throws: where the transaction itself is lost.
    private func perform(_ members: [Writer.Member], _ settlements: inout [Writer.Settlement]) throws -> Bool {
        let transaction = WriteTransaction(connection: connection)
        for member in members {
            let before = connection.totalChanges
            let (settle, failure) = member.perform(transaction)
            guard connection.isInTransaction else {
                settlements.append(settle)
                throw CommitLoop.rolledBack(failure)
            }
            if failure != nil, connection.totalChanges != before { return false }
            settlements.append(settle)
        }
        return true
    }

    /// Does the members' work, each behind a savepoint of its own; throws where the transaction itself is lost.
    private func performApart(_ members: [Writer.Member], _ settlements: inout [Writer.Settlement]) throws {
        var transaction = WriteTransaction(connection: connection)
        for member in members {
            try connection.statement(CommitLoop.savepoint).run()
            let (settle, failure) = member.perform(transaction)
            settlements.append(settle)
            guard connection.isInTransaction else { throw CommitLoop.rolledBack(failure) }
            if failure != nil {
                try connection.statement(CommitLoop.undo).run()
                transaction = WriteTransaction(connection: connection)
            }
            try connection.statement(CommitLoop.release).run()
        }
    }

    /// SQLite has ended the transaction by itself inside of a statement, as it does on a full disk: that statement's failure
    /// is everybody's.
    private static func rolledBack(_ failure: (any Error)?) -> any Error {
        failure ?? SQLiteFailure(code: SQLITE_ABORT, message: "rolled back")
    }

    /// Another process that writes for longer than a connection waits is a busy store, not a broken one; nor is a full disk.
    static func explain(_ error: any Error) -> any Error {
        switch (error as? SQLiteFailure)?.primaryCode {
        case SQLITE_BUSY: StoreError.busy
        case SQLITE_FULL: StoreError.full
        default: error
        }
    }
}
