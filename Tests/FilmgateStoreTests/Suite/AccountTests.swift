import FilmgateDomain
import Testing

@Suite("A store knows projects and keys")
struct AccountTests {
    @Test("a project is made once by its name", arguments: StoreKind.allCases)
    func projects(kind: StoreKind) async throws {
        try await kind.run { store in
            let first = try await store.project(named: "film", now: second(1))
            #expect(first.name == "film" && first.createdAt == second(1) && first.isUnlimited)
            #expect(try await store.project(named: "film", now: second(2)) == first)
            #expect(try await store.project(named: "other", now: second(2)).id != first.id)
        }
    }

    @Test("a key has its holder until it is revoked", arguments: StoreKind.allCases)
    func keys(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let keys = (1...3).map { key($0, of: project) }
            for key in keys.reversed() { try await store.add(key) }
            for key in keys {
                #expect(try await store.principal(keyHash: key.hash) == Principal(key: key, project: project))
            }
            #expect(try await store.principal(keyHash: hash(1)) == nil)
            #expect(try await store.keys().map(\.key) == keys)
            #expect(try await store.keys().map(\.projectName) == ["default", "default", "default"])

            #expect(try await store.revoke(keys[1].id, now: second(50)) == true)
            #expect(try await store.revoke(keys[1].id, now: second(60)) == true)
            #expect(try await store.revoke(APIKey.ID(rawValue: "none"), now: second(50)) == false)
            #expect(try await store.principal(keyHash: keys[1].hash) == nil)
            #expect(try await store.principal(keyHash: keys[0].hash) != nil)
            #expect(try await store.keys().map(\.key.revokedAt) == [nil, second(50), nil])
        }
    }

    @Test("an id and a hash are taken once, by a project that exists", arguments: StoreKind.allCases)
    func refusals(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            try await store.add(key(1, of: project))
            let sameHash = APIKey(
                id: APIKey.ID(rawValue: "other"),
                project: project.id,
                name: "",
                hash: key(1, of: project).hash,
                homeDialect: nil,
                createdAt: second(0)
            )
            await #expect(throws: StoreError.duplicate) { try await store.add(key(1, of: project)) }
            await #expect(throws: StoreError.duplicate) { try await store.add(sameHash) }
            let ghost = Project(id: Project.ID(rawValue: "ghost"), name: "ghost", createdAt: second(0))
            await #expect(throws: StoreError.unknownProject) { try await store.add(key(2, of: ghost)) }
            #expect(try await store.keys().count == 1)
        }
    }

    @Test("a change of the project is seen with the next request", arguments: StoreKind.allCases)
    func save(kind: StoreKind) async throws {
        try await kind.run { store in
            var project = try await store.project()
            let key = key(1, of: project)
            try await store.add(key)
            #expect(try await store.principal(keyHash: key.hash)?.project == project)
            project.priceFactor = 750
            project.isUnlimited = false
            try await store.save(project)
            #expect(try await store.principal(keyHash: key.hash)?.project == project)
            #expect(try await store.project(named: "default", now: second(9)) == project)
        }
    }
}
