import FilmgateDialects
import FilmgateDomain
import FilmgateServer
import FilmgateStoreSQLite
import Testing

@Suite("Keys", .timeLimit(.minutes(5)))
struct KeyTests {
    /// What `filmgate keys` does: another connection to the same files, while the server runs.
    private func beside(_ door: Door, _ body: (SQLiteStore, KeyMaker) async throws -> Void) async throws {
        let store = try SQLiteStore(directory: door.directory)
        do {
            try await body(store, KeyMaker(accounts: store) { SystemTime.now() })
        } catch {
            await store.close()
            throw error
        }
        await store.close()
    }

    @Test("a key that another process made counts at once")
    func made() async throws {
        try await Door.open { door in
            #expect(try await door.get(Face.ark.create, key: "fg_" + String(repeating: "0", count: 52)).status == 401)
            try await beside(door) { _, keys in
                for number in 0..<5 {
                    let key = try await keys.make(name: "\(number)", project: "beside", dialect: .toapis)
                    #expect(try await door.get(Face.ark.create, key: key).status == 200)
                    let unknown = try await door.get("/v1/nonsense", key: key)
                    #expect(Face.toapis.isError(unknown))
                }
            }
        }
    }

    @Test("a key that another process revoked counts no more")
    func revoked() async throws {
        try await Door.open { door in
            for number in 0..<5 {
                let key = try await door.key(project: "p\(number)")
                #expect(try await door.get(Face.ark.create, key: key).status == 200)
                try await beside(door) { store, _ in
                    let kept = try #require(try await store.keys().last)
                    #expect(kept.projectName == "p\(number)")
                    #expect(try await store.revoke(kept.key.id, now: SystemTime.now()))
                    #expect(try await door.get(Face.ark.create, key: key).status == 401)
                }
                #expect(try await door.get(Face.ark.create, key: key).status == 401)
            }
            #expect(try await door.get(Face.ark.create).status == 200)
        }
    }

    @Test("keys of one project see the same tasks")
    func shared() async throws {
        try await Door.open(.with { $0.places = 0 }) { door in
            let one = try await door.key(project: "shared")
            let two = try await door.key(project: "shared", dialect: .anyfast)
            let id = try await door.create(key: one)
            #expect(try await door.get(Face.ark.read(id), key: two).status == 200)
            #expect(try await door.get(Face.ark.read(id)).status == 404)
        }
    }

    @Test("keys are long, different, and kept nowhere as they are")
    func secrets() async throws {
        try await Door.open { door in
            var seen: Set<String> = [door.key]
            for _ in 0..<20 { seen.insert(try await door.key()) }
            #expect(seen.count == 21)
            #expect(seen.allSatisfy { $0.hasPrefix("fg_") && $0.count == 55 })
            try await beside(door) { store, _ in
                let kept = try await store.keys()
                #expect(kept.count == 21)
                #expect(Set(kept.map(\.key.hash)) == Set(seen.compactMap { ContentHash(keyText: $0) }))
            }
        }
    }
}
