import FilmgateDomain
import Foundation
import Testing

@testable import FilmgateStoreSQLite

@Suite("A file of the third schema is taken over", .timeLimit(.minutes(5)))
struct FourthSchemaTests {
    private static let id = VideoTask.ID(ULID(high: 0, low: 0))

    private static let contents = """
        INSERT INTO projects VALUES (1, 'project-a', 'a', 'CNY', 1000, 0, 1700000001000, '');
        INSERT INTO usage VALUES (1, 19675, 'key-1', 'north', 'model-a', 2, 3, 300, 30);
        INSERT INTO tasks (number, project, id, dialect, created_at, deadline, hold, currency, model, mode, prompt,
                media, extras, resolution, ratio, duration, seed, camera_fixed, watermark, generate_audio, draft,
                return_last_frame, tier, priced_tier, expires_after, state, version, updated_at, started_at,
                attempt, provider, upstream_id)
            VALUES (1, 1, zeroblob(16), 'ark', 1700000002000, 1900000000000, 50, 'CNY', 'model-a', 't2v', 'a cat',
                0, 0, '720p', '16:9', 5, -1, 0, 0, 1, 0, 0, 'default', 'default', 172800, 1, 2, 1700000003000,
                1700000003000, 1, 'north', 'up-1');
        INSERT INTO counters VALUES (1, 1, 1);
        INSERT INTO exposures (project, task, attempt, provider, upstream_id, kind, at, detail)
            VALUES (1, zeroblob(16), 1, 'north', NULL, 'orphan', 1700000002000, 'late');
        INSERT INTO attempts (task, number, provider, upstream_id, started_at, outcome)
            VALUES (1, 1, 'north', 'up-1', 1700000003000, 'open');
        """

    @Test("what ended before has no cost, and an attempt that is under way gets one at its end")
    func takeover() async throws {
        try await withOldFile([.first, .second, .third], Self.contents) { store, directory in
            try await look(at: store)
            #expect(FileManager.default.fileExists(atPath: directory + "/filmgate.sqlite.schema-3.backup"))
        }
    }

    private func look(at store: SQLiteStore) async throws {
        let project = try await store.project(named: "a", now: second(9))
        #expect(try await store.usage(of: project.id).map(\.costMicros) == [0])
        #expect(try await store.attempts(of: Self.id).map(\.cost) == [nil])
        #expect(try await store.exposures(limit: 9).map(\.most) == [nil])
        let epoch = try await store.openEpoch()
        let cost = Money(micros: 30, currency: .cny)
        let success = TaskEvent.succeeded(
            video,
            TokenUsage(completionTokens: 5),
            charge: Money(micros: 40, currency: .cny),
            deviations: [],
            cost: AttemptCost(known: cost)
        )
        let task = try #require(try await store.task(Self.id, in: nil))
        try await store.apply(task.change(by: success, at: second(9)), epoch: epoch)
        #expect(try await store.attempts(of: Self.id).map(\.cost) == [cost])
        #expect(try await store.usage(of: project.id).map(\.costMicros).sorted() == [0, 30])
    }
}
