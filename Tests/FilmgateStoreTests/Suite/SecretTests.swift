import FilmgateDomain
import Testing

@Suite("A store keeps the secrets of a project's callbacks")
struct SecretTests {
    @Test("a project is made with one of its own", arguments: StoreKind.allCases)
    func first(kind: StoreKind) async throws {
        try await kind.run { store in
            let (mine, theirs) = (try await store.project("mine"), try await store.project("theirs"))
            let secrets = try await store.secrets(of: mine.id)
            #expect(secrets.count == 1)
            #expect(secrets[0].bytes.count == 32 && secrets[0].createdAt == second(0) && secrets[0].endsAt == nil)
            #expect(try await store.secrets(of: theirs.id)[0].bytes != secrets[0].bytes)
            _ = try await store.project("mine")
            #expect(try await store.secrets(of: mine.id) == secrets)
        }
    }

    private func ending(_ secret: WebhookSecret, at moment: Timestamp) -> WebhookSecret {
        WebhookSecret(bytes: secret.bytes, createdAt: secret.createdAt, endsAt: moment)
    }

    @Test("a new secret comes first, and those before it count for a while", arguments: StoreKind.allCases)
    func rotation(kind: StoreKind) async throws {
        try await kind.run { store in
            let (project, other) = (try await store.project("mine"), try await store.project("theirs"))
            let untouched = try await store.secrets(of: other.id)
            let first = try await store.secrets(of: project.id)[0]
            let next = try await store.rotateSecret(of: project.id, now: second(10), overlapEnd: second(100))
            #expect(next.bytes != first.bytes && next.bytes.count == 32)
            #expect(next.createdAt == second(10) && next.endsAt == nil)
            #expect(try await store.secrets(of: project.id) == [next, ending(first, at: second(100))])

            // Within the overlap three count, the first one until the moment that it was told.
            let third = try await store.rotateSecret(of: project.id, now: second(50), overlapEnd: second(150))
            #expect(
                try await store.secrets(of: project.id)
                    == [third, ending(next, at: second(150)), ending(first, at: second(100))]
            )

            // At its end the first is forgotten.
            let fourth = try await store.rotateSecret(of: project.id, now: second(100), overlapEnd: second(200))
            #expect(try await store.secrets(of: project.id).map(\.bytes) == [fourth, third, next].map(\.bytes))
            #expect(try await store.secrets(of: other.id) == untouched)
        }
    }

    @Test("a project that does not exist has none", arguments: StoreKind.allCases)
    func unknownProject(kind: StoreKind) async throws {
        try await kind.run { store in
            let ghost = Project.ID(rawValue: "ghost")
            await #expect(throws: StoreError.unknownProject) { _ = try await store.secrets(of: ghost) }
            await #expect(throws: StoreError.unknownProject) {
                _ = try await store.rotateSecret(of: ghost, now: second(0), overlapEnd: second(1))
            }
        }
    }
}
