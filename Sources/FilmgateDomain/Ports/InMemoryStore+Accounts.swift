extension InMemoryTaskStore: AccountStore {
    package func principal(keyHash: ContentHash) async throws -> Principal? {
        try access { contents in
            guard let key = contents.keys.first(where: { $0.hash == keyHash && $0.revokedAt == nil }) else {
                return nil
            }
            return Principal(key: key, project: try contents.project(key.project))
        }
    }

    package func project(named name: String, now: Timestamp) async throws -> Project {
        access { $0.project(named: name, now: now, makeID: makeID) }
    }

    package func secrets(of project: Project.ID) async throws -> [WebhookSecret] {
        try access { contents in
            _ = try contents.project(project)
            return contents.secrets[project] ?? []
        }
    }

    package func rotateSecret(
        of project: Project.ID,
        now: Timestamp,
        overlapEnd: Timestamp
    ) async throws -> WebhookSecret {
        try access { contents in
            _ = try contents.project(project)
            let secret = WebhookSecret.random(at: now)
            let old = (contents.secrets[project] ?? [])
                .filter { $0.endsAt.map { $0 > now } ?? true }
                .map { WebhookSecret(bytes: $0.bytes, createdAt: $0.createdAt, endsAt: $0.endsAt ?? overlapEnd) }
            contents.secrets[project] = [secret] + old
            return secret
        }
    }

    package func save(_ project: Project) async throws {
        try access { try $0.save(project) }
    }

    package func enter(_ entry: LedgerEntry) async throws {
        try access { contents in
            _ = try contents.project(entry.project)
            contents.ledger.append(entry)
        }
    }

    package func add(_ key: APIKey) async throws {
        try access { try $0.add(key) }
    }

    package func keys() async throws -> [(key: APIKey, projectName: String)] {
        try access { contents in
            try contents.keys
                .enumerated()
                .sorted { ($0.element.createdAt, $0.offset) < ($1.element.createdAt, $1.offset) }
                .map { (key: $0.element, projectName: try contents.project($0.element.project).name) }
        }
    }

    package func revoke(_ id: APIKey.ID, now: Timestamp) async throws -> Bool {
        access { contents in
            guard let index = contents.keys.firstIndex(where: { $0.id == id }) else { return false }
            contents.keys[index].revokedAt = contents.keys[index].revokedAt ?? now
            return true
        }
    }
}
