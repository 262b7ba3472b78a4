import FilmgateDomain
import Foundation
import Testing

@testable import FilmgateStoreSQLite

@Suite("A file of the first schema is taken over", .timeLimit(.minutes(5)))
struct SecondSchemaTests {
    /// A task as a row of the first schema; `settings` are columns that differ from a plain queued task.
    private struct OldTask {
        let number: Int
        var settings: [String: String] = [:]
        var belongings = ""

        var id: VideoTask.ID { VideoTask.ID(ULID(high: 0, low: UInt64(number))) }

        var statements: String {
            var columns = [
                "number": "\(number)", "id": "x'\(OldTask.digits(number))'", "project": "1", "dialect": "'ark'",
                "created_at": "\(second(Int64(number)).milliseconds)",
                "deadline": "\(second(3600).milliseconds)", "hold": "0", "currency": "'CNY'", "model": "'model-a'",
                "mode": "'t2v'", "prompt": "'A cat'", "media": "0", "extras": "0", "resolution": "'720p'",
                "ratio": "'16:9'", "duration": "5", "seed": "-1", "camera_fixed": "0", "watermark": "0",
                "generate_audio": "0", "draft": "0", "return_last_frame": "0", "tier": "'default'",
                "priced_tier": "'default'", "expires_after": "3600", "state": "0", "version": "0",
                "updated_at": "\(second(Int64(number)).milliseconds)", "attempt": "0",
            ]
            columns.merge(settings) { $1 }
            let sorted = columns.sorted { $0.key < $1.key }
            return """
                INSERT INTO tasks (\(sorted.map(\.key).joined(separator: ", ")))
                VALUES (\(sorted.map(\.value).joined(separator: ", ")));
                \(belongings)
                """
        }

        static func digits(_ number: Int) -> String {
            let digits = String(number, radix: 16)
            return String(repeating: "0", count: 32 - digits.count) + digits
        }
    }

    private static let running = ["state": "1", "attempt": "1", "version": "1", "provider": "'preview'"]
    private static let ended = ["state": "3", "ended_at": "\(second(50).milliseconds)"]
        .merging(["failure_code": "'a'", "failure_message": "'b'", "provider": "'preview'"]) { $1 }

    private static let tasks = [
        OldTask(number: 1),
        OldTask(number: 2, settings: ["prompt": "'Another'", "project": "2"]),
        OldTask(
            number: 3,
            settings: ["mode": "'i2v'", "prompt": "''", "media": "1", "extras": "1", "ratio": "'adaptive'"],
            belongings: """
                INSERT INTO media VALUES (3, 0, 'image', 'first_frame', zeroblob(32), 9, 'image/png', 64, 48, NULL);
                INSERT INTO extras VALUES (3, 'priority', '3');
                """
        ),
        OldTask(
            number: 4,
            settings: ["mode": "'i2v'", "media": "1", "fitted_ratio": "'4:3'", "ratio": "'adaptive'"],
            belongings: """
                INSERT INTO media
                VALUES (4, 0, 'image', 'first_frame', zeroblob(32), 9, 'image/png', 64, 48, 'http://a/');
                """
        ),
        OldTask(
            number: 5,
            settings: running.merging(["upstream_id": "'p-5'", "generate_audio": "1", "seed": "7"]) { $1 },
            belongings: """
                INSERT INTO attempts VALUES (5, 1, 'preview', 'p-5', 1700000006000, NULL, 'open', NULL);
                INSERT INTO outbox (task, state, address, at) VALUES (5, 1, 'http://b/', 1700000006000);
                """
        ),
        OldTask(number: 6, settings: ended.merging(["draft": "1"]) { $1 }),
        OldTask(
            number: 7,
            settings: [
                "draft_task": "x'\(OldTask.digits(6))'", "camera_fixed": "1", "watermark": "1", "frames": "57",
                "tier": "'flex'", "prompt": "''",
            ]
        ),
        OldTask(number: 8, settings: ["draft": "1", "draft_task": "x'\(OldTask.digits(999))'"]),
    ]

    /// A file of the first schema with two projects and the tasks.
    private func withOldFile(_ body: (SQLiteStore, String) async throws -> Void) async throws {
        let projects = """
            INSERT INTO projects VALUES (1, 'project-a', 'a', 'CNY', 1000, 1, 1700000001000);
            INSERT INTO projects VALUES (2, 'project-b', 'b', 'CNY', 1000, 1, 1700000002000);
            INSERT INTO counters VALUES (1, 0, 5), (2, 0, 1), (1, 1, 1), (1, 3, 1);

            """
        let tasks = SecondSchemaTests.tasks.map(\.statements)
        try await FilmgateStoreTests.withOldFile([.first], projects + tasks.joined(separator: "\n"), body)
    }

    @Test("each task has the lane that it would be accepted into now")
    func lanes() async throws {
        try await withOldFile { store, directory in
            var lanes: Set<Lane> = []
            for old in SecondSchemaTests.tasks {
                let task = try #require(try await store.task(old.id, in: nil), "\(old.number)")
                let account: ProviderName? = old.number == 7 ? .preview : nil
                #expect(task.lane == TaskNeeds(task.order, account: account).lane, "\(old.number)")
                if task.state == .queued { lanes.insert(task.lane) }
            }
            #expect(try await store.queuedLanes() == lanes)
            // 1 and 2 are alike.
            #expect(lanes.count == 5)
            #expect(FileManager.default.fileExists(atPath: directory + "/filmgate.sqlite.schema-1.backup"))
        }
    }

    @Test("queued tasks start, and a running one may go back into the queue")
    func claims() async throws {
        try await withOldFile { store, _ in
            let epoch = try await store.openEpoch()
            #expect(try await store.openAttempts().map(\.upstreamID) == ["p-5"])
            #expect(try await store.task(upstreamID: "p-5", at: .preview)?.id == SecondSchemaTests.tasks[4].id)
            try await store.happen(
                .requeued(reason: "restart"),
                to: SecondSchemaTests.tasks[4].id,
                at: second(60),
                epoch: epoch
            )
            #expect(try await store.queuedLanes().count == 6)
            let claimed = try await store.claim(99, epoch: epoch, at: second(61))
            #expect(Set(claimed.map(\.id.ulid.low)) == [1, 2, 3, 4, 5, 7, 8])
            #expect(try await store.queuedLanes() == [])
            #expect(try await store.counts(in: nil) == [.running: 7, .failed: 1])
        }
    }

    @Test("callbacks stay owed, and each project has a secret of its own")
    func belongings() async throws {
        try await withOldFile { store, _ in
            let owed = try await store.dueCallbacks(at: second(6), limit: 9)
            #expect(owed.map(\.event.address) == ["http://b/"])
            #expect(owed.map(\.tries) == [0])
            #expect(try await store.dueCallbacks(at: second(5), limit: 9) == [])
            let first = try await store.secrets(of: Project.ID(rawValue: "project-a"))
            let other = try await store.secrets(of: Project.ID(rawValue: "project-b"))
            #expect(first.map(\.createdAt) == [second(1)] && other.map(\.createdAt) == [second(2)])
            #expect(first[0].bytes.count == 32 && first[0].bytes != other[0].bytes)
        }
    }
}
