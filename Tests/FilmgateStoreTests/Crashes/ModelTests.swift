import FilmgateDomain
import Synchronization
import Testing

@testable import FilmgateStoreSQLite

/// Numbers one after the other, for two stores that must make the same ids.
final class Numbers: Sendable {
    private let last = Atomic<UInt64>(0)

    @Sendable func next() -> ULID { ULID(high: 0, low: last.add(1, ordering: .relaxed).newValue) }
}

/// The three projects that scripts are about.
func makeProjects(_ store: AnyStore) async throws -> [Project] {
    [
        try await store.project("project 0", balance: 200),
        try await store.project("project 1"),
        try await store.project("project 2", balance: 100),
    ]
}

@Suite("SQLite and memory are the same store", .timeLimit(.minutes(5)))
struct ModelTests {
    @Test("whatever is done to both, both answer the same", arguments: 1...8)
    func sideBySide(seed: UInt64) async throws {
        try await withDirectory { directory in
            let sqlite = try open(directory)
            let memory = InMemoryTaskStore(makeID: Numbers().next)
            let projects = try await makeProjects(memory)
            #expect(try await makeProjects(sqlite) == projects)
            var script = Script(seed: seed, projects: projects)
            var (left, right) = (Stage(store: sqlite), Stage(store: memory))
            for number in 1...400 {
                let step = script.next()
                let answer = try await left.perform(step, at: script.now)
                let expected = try await right.perform(step, at: script.now)
                #expect(answer == expected, "seed \(seed), step \(number): \(step)")
            }
            let (found, expected) = (
                try await Picture(of: sqlite, projects: projects), try await Picture(of: memory, projects: projects)
            )
            #expect(found.difference(from: expected) == nil, "seed \(seed)")
            await sqlite.close()
        }
    }

    private func open(_ directory: String) throws -> SQLiteStore {
        try SQLiteStore(directory: directory, vfs: nil, migrations: Migration.all, makeID: Numbers().next)
    }
}
