import FilmgateDomain
import Foundation
import Testing

@testable import FilmgateStoreSQLite

@Suite("A file of the second schema is taken over", .timeLimit(.minutes(5)))
struct ThirdSchemaTests {
    private static let project = Project.ID(rawValue: "project-a")

    private static let contents = """
        INSERT INTO projects VALUES (1, 'project-a', 'a', 'CNY', 800, 0, 1700000001000);
        INSERT INTO keys VALUES (1, 'key-1', 1, 'laptop', zeroblob(32), 'toapis', 1700000002000, NULL);
        INSERT INTO ledger (project, task, kind, amount, currency, at, note)
            VALUES (1, NULL, 'top_up', 9000, 'CNY', 1700000003000, 'cash');
        INSERT INTO balances VALUES (1, 9000);
        INSERT INTO usage VALUES (1, 19675, 'model-a', 2, 3, 300, 30), (1, 19676, 'model-b', 3, 1, 0, 0);
        """

    @Test("keys, money and usage are what they were, nothing is limited, and limits hold from now on")
    func takeover() async throws {
        try await withOldFile([.first, .second], Self.contents) { store, directory in
            try await look(at: store)
            #expect(FileManager.default.fileExists(atPath: directory + "/filmgate.sqlite.schema-2.backup"))
        }
    }

    private func look(at store: SQLiteStore) async throws {
        var project = try await store.project(named: "a", now: second(9))
        #expect(project.id == Self.project && project.priceFactor == 800 && !project.isUnlimited)
        #expect(project.limits.isEmpty)
        let zero = try #require(ContentHash(rawValue: String(repeating: "0", count: 64)))
        let key = try #require(try await store.principal(keyHash: zero)?.key)
        #expect(key.name == "laptop" && key.homeDialect == .toapis && key.scopes == KeyScope.standard)
        #expect(key.expiresAt == nil && key.models == nil && key.dialects == nil && key.limits.isEmpty)
        #expect(try await store.balance(of: Self.project).micros == 9000)
        let ledger = try await store.ledger(of: Self.project)
        #expect(ledger.map(\.note) == ["cash"] && ledger.map(\.actor) == [nil])
        let usage = try await store.usage(of: Self.project)
        #expect(
            usage.map(\.tasks) == [3, 1] && usage.map(\.tokens) == [300, 0] && usage.map(\.chargedMicros) == [30, 0]
        )
        #expect(usage.allSatisfy { $0.key == nil && $0.provider == nil && $0.costMicros == 0 })
        #expect(try await store.auditLog(limit: 9) == [])

        project.limits[.openTasks] = 1
        try await store.administer([.saveProject(project, was: nil)], by: "me", at: second(10))
        var first = Acceptance(task: sample(1, in: project), notes: [])
        first.limits = [OwnedLimits(.project(project.id), project.limits)]
        try await store.accept(first)
        var next = Acceptance(task: sample(2, in: project), notes: [])
        next.limits = first.limits
        await #expect(throws: StoreError.self) { try await store.accept(next) }
    }
}
