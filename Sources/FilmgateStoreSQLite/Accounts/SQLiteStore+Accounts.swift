package import FilmgateDomain

extension SQLiteStore: AccountStore {
    package func principal(keyHash: ContentHash) async throws -> Principal? {
        try await principals.principal(keyHash) {
            try await readers.read { try $0.principal(keyHash: keyHash) }
        }
    }

    package func project(named name: String, now: Timestamp) async throws -> Project {
        let known = try await readers.read { try $0.project(named: name) }
        if let known { return known }
        let new = Project(id: Project.ID(makeID()), name: name, createdAt: now)
        return try await writer.write { try $0.add(new) }
    }

    package func secrets(of project: Project.ID) async throws -> [WebhookSecret] {
        try await readers.read { try $0.secrets(of: project) }
    }

    package func rotateSecret(
        of project: Project.ID,
        now: Timestamp,
        overlapEnd: Timestamp
    ) async throws -> WebhookSecret {
        try await writer.write { try $0.rotateSecret(of: project, now: now, overlapEnd: overlapEnd) }
    }

    package func save(_ project: Project) async throws {
        try await writer.write(changesAccounts: true) { try $0.save(project) }
    }

    package func enter(_ entry: LedgerEntry) async throws {
        try await writer.write { try $0.write([entry], project: $0.project(entry.project).number) }
    }

    package func add(_ key: APIKey) async throws {
        try await writer.write(changesAccounts: true) { try $0.add(key) }
    }

    package func keys() async throws -> [(key: APIKey, projectName: String)] {
        try await readers.read { try $0.keys() }
    }

    package func revoke(_ id: APIKey.ID, now: Timestamp) async throws -> Bool {
        try await writer.write(changesAccounts: true) { try $0.revoke(id, now: now) }
    }
}
