import FilmgateDomain
import Foundation
import Testing

@testable import FilmgateStoreSQLite

@Suite("A file is opened with care", .timeLimit(.minutes(5)))
struct OpeningTests {
    private func open(_ directory: String, _ migrations: [Migration]) throws -> SQLiteStore {
        try SQLiteStore(directory: directory, vfs: nil, migrations: migrations)
    }

    private static let known = Migration.all.count
    private static let newer = Migration(
        number: known + 1,
        statements: "CREATE TABLE extra (word TEXT NOT NULL) STRICT;"
    )
    private static let broken = Migration(
        number: known + 1,
        statements: "DROP TABLE keys; CREATE TABLE keys (;"
    )

    @Test("what was kept is there after closing, and the log is empty")
    func reopen() async throws {
        try await withDirectory { directory in
            let store = try SQLiteStore(directory: directory)
            let task = sample(1, in: try await store.project(), change: fill)
            try await store.accept(task)
            await store.close()
            let log = directory + "/filmgate.sqlite-wal"
            let attributes = try? FileManager.default.attributesOfItem(atPath: log)
            #expect(attributes?[.size] as? Int ?? 0 == 0)
            let again = try SQLiteStore(directory: directory)
            #expect(try await again.task(task.id, in: nil) == task)
            await again.close()
        }
    }

    @Test("nobody but the owner can read the files")
    func modes() async throws {
        try await withDirectory { directory in
            let store = try SQLiteStore(directory: directory + "/data")
            let lock = try DataDirectoryLock(directory: directory + "/data")
            _ = try await store.project()
            let files = try FileManager.default.contentsOfDirectory(atPath: directory + "/data")
            #expect(Set(files).isSuperset(of: ["filmgate.sqlite", "filmgate.sqlite-wal", "keys.epoch", "lock"]))
            for file in files {
                let attributes = try FileManager.default.attributesOfItem(atPath: "\(directory)/data/\(file)")
                #expect(attributes[.posixPermissions] as? Int == 0o600, "\(file)")
            }
            let data = try FileManager.default.attributesOfItem(atPath: directory + "/data")
            #expect(data[.posixPermissions] as? Int == 0o700)
            withExtendedLifetime(lock) {}
            await store.close()
        }
    }

    @Test("a newer schema is refused, and the file stays as it is")
    func newerSchema() async throws {
        try await withDirectory { directory in
            let newer = try open(directory, Migration.all + [OpeningTests.newer])
            let project = try await newer.project()
            await newer.close()
            #expect(throws: StoreError.newerSchema(found: OpeningTests.known + 1, known: OpeningTests.known)) {
                _ = try open(directory, Migration.all)
            }
            let again = try open(directory, Migration.all + [OpeningTests.newer])
            #expect(try await again.project() == project)
            await again.close()
        }
    }

    @Test("an older file is copied before it is changed")
    func backup() async throws {
        try await withDirectory { directory in
            let old = try open(directory, Migration.all)
            let task = sample(1, in: try await old.project())
            try await old.accept(task)
            await old.close()
            let copy = directory + "/filmgate.sqlite.schema-\(OpeningTests.known).backup"
            #expect(!FileManager.default.fileExists(atPath: copy))

            let new = try open(directory, Migration.all + [OpeningTests.newer])
            #expect(try await new.task(task.id, in: nil) == task)
            await new.close()
            let mode = try FileManager.default.attributesOfItem(atPath: copy)[.posixPermissions]
            #expect(mode as? Int == 0o600)

            try FileManager.default.createDirectory(atPath: directory + "/restored", withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: copy, toPath: directory + "/restored/filmgate.sqlite")
            let restored = try open(directory + "/restored", Migration.all)
            #expect(try await restored.task(task.id, in: nil) == task)
            await restored.close()
        }
    }

    @Test("a step that fails changes nothing")
    func failedMigration() async throws {
        try await withDirectory { directory in
            let old = try open(directory, Migration.all)
            let project = try await old.project()
            try await old.add(key(1, of: project))
            await old.close()
            #expect(throws: SQLiteFailure.self) { _ = try open(directory, Migration.all + [OpeningTests.broken]) }
            let again = try open(directory, Migration.all)
            #expect(try await again.keys().map(\.key) == [key(1, of: project)])
            await again.close()
        }
    }

    @Test("a released directory is free at once, though the lock is still referred to")
    func release() async throws {
        try await withDirectory { directory in
            let first = try DataDirectoryLock(directory: directory)
            first.release()
            let second = try DataDirectoryLock(directory: directory)
            withExtendedLifetime((first, second)) {}
        }
    }

    @Test("a second engine is refused until the first one is gone")
    func lock() async throws {
        try await withDirectory { directory in
            do {
                let first = try DataDirectoryLock(directory: directory)
                #expect(throws: StoreError.locked(path: directory + "/lock")) {
                    _ = try DataDirectoryLock(directory: directory)
                }
                withExtendedLifetime(first) {}
            }
            _ = try DataDirectoryLock(directory: directory)
        }
    }

    @Test("with the largest prompt no row exceeds 64 KB")
    func rowSize() async throws {
        try await withDirectory { directory in
            let store = try SQLiteStore(directory: directory)
            let project = try await store.project()
            let task = sample(1, in: project) { order in
                fill(&order)
                order.prompt = String(repeating: "雨", count: 16_384)
                order.callbackURL = "https://example.com/" + String(repeating: "c", count: 2048)
                order.media = [picture(2, origin: "https://example.com/" + String(repeating: "o", count: 8192))]
            }
            try await store.accept(task)
            await store.close()
            let connection = try Connection(path: directory + "/filmgate.sqlite", vfs: nil)
            let tables = try connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all { $0.text() }
            #expect(tables.count > 10)
            for table in tables {
                let columns = try connection.prepare("SELECT name FROM pragma_table_info('\(table)')").all { $0.text() }
                let size = columns.map { "coalesce(length(CAST(\"\($0)\" AS BLOB)), 0)" }.joined(separator: " + ")
                let largest = try connection.prepare("SELECT max(\(size)) FROM \"\(table)\"").first { $0.int() }
                #expect(largest ?? 0 < 65_536, "\(table)")
            }
        }
    }
}
