import FilmgateDomain
import Testing

@testable import FilmgateStoreSQLite

@Suite("Searches do not read all that was ever kept", .timeLimit(.minutes(5)))
struct PlanTests {
    /// How SQLite would search, for each list by state and for what the engine asks all the time. It decides by the
    /// schema alone, so an empty file tells.
    private func plan(_ sql: String, on connection: Connection) throws -> String {
        try connection.prepare("EXPLAIN QUERY PLAN " + sql).all { row in
            _ = (row.integer(), row.integer(), row.integer())
            return row.text()
        }.joined(separator: "; ")
    }

    private func withConnection(_ body: (Connection) throws -> Void) async throws {
        try await withDirectory { directory in
            let store = try SQLiteStore(directory: directory)
            await store.close()
            let connection = try Connection(path: directory + "/filmgate.sqlite", vfs: nil)
            try body(connection)
            connection.close()
        }
    }

    @Test("a list of one state searches the index of that state")
    func lists() async throws {
        try await withConnection { connection in
            for state in VideoTask.State.allCases {
                var query = TaskQuery(project: Project.ID(rawValue: "p"), createdSince: second(0))
                query.states = [state]
                let plan = try plan(ReadTransaction(connection: connection).pageText(query), on: connection)
                let expected =
                    state == .queued
                    ? "SEARCH t USING INDEX tasks_queue (lane=? AND project=? AND created_at>?)"
                    : "SEARCH t USING COVERING INDEX tasks_by_state (project=? AND state=? AND created_at>?)"
                #expect(plan.contains(expected), "\(state): \(plan)")
            }
        }
    }

    @Test("a list of all goes from the newest on, without sorting")
    func all() async throws {
        try await withConnection { connection in
            let query = TaskQuery(project: Project.ID(rawValue: "p"), createdSince: second(0))
            let plan = try plan(ReadTransaction(connection: connection).pageText(query), on: connection)
            #expect(plan.contains("SEARCH t USING COVERING INDEX tasks_newest (project=? AND created_at>?)"))
            #expect(!plan.contains("TEMP B-TREE"))
            let whole = try self.plan(ReadTransaction(connection: connection).listText(query), on: connection)
            #expect(whole.hasPrefix("SEARCH t USING INTEGER PRIMARY KEY (rowid=?)"), "\(whole)")
            #expect(!whole.contains("SCAN t"))
        }
    }

    @Test(
        "callbacks, tokens and upstream ids are searched",
        arguments: [
            (ReadTransaction.due, "SEARCH o USING INDEX outbox_due (due<?)"),
            (ReadTransaction.tokens, "USING COVERING INDEX attempts_by_token (provider=? AND started_at>?)"),
            (ReadTransaction.taskByUpstreamID, "USING INDEX tasks_upstream (provider=? AND upstream_id=?)"),
            (ReadTransaction.openAttempts, "SCAN t USING INDEX tasks_upstream"),
        ]
    )
    func engine(sql: SQL, expected: String) async throws {
        try await withConnection { connection in
            let plan = try plan(sql.text, on: connection)
            #expect(plan.contains(expected), "\(plan)")
        }
    }
}
