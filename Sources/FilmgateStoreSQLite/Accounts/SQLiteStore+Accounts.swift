package import FilmgateDomain

extension SQLiteStore: AccountStore {
    package func principal(keyHash: ContentHash) async throws -> Principal? {
        try await principals.principal(keyHash) {
            try await readers.read { try $0.principal(keyHash: keyHash) }
        }
    }

    package func project(named name: String, now: Timestamp) async throws -> Project {
        if let known = try await readers.read({ try $0.project(named: name) }) { return known }
        let new = Project(id: Project.ID(makeID()), name: name, createdAt: now)
        do {
            try await administer([.addProject(new)], by: AuditEntry.commandLine, at: now)
            return new
        } catch StoreError.duplicate {
            // Somebody else has made it meanwhile.
            guard let known = try await readers.read({ try $0.project(named: name) }) else {
                throw StoreError.duplicate
            }
            return known
        }
    }

    package func secrets(of project: Project.ID) async throws -> [WebhookSecret] {
        try await readers.read { try $0.secrets(of: project) }
    }

    package func administer(_ changes: [AccountChange], by actor: String, at now: Timestamp) async throws {
        try await writer.write(changesAccounts: true) { try $0.administer(changes, by: actor, at: now) }
    }

    package func auditLog(skipping: Int, limit: Int) async throws -> [AuditEntry] {
        try await readers.read { try $0.auditLog(skipping: skipping, limit: limit) }
    }

    package func projects() async throws -> [Project] {
        try await readers.read { try $0.projects() }
    }

    package func touch(_ keys: [APIKey.ID: Timestamp]) async throws {
        try await writer.write { try $0.touch(keys) }
    }

    package func countUpload(_ bytes: Int, by principal: Principal, at now: Timestamp) async throws {
        try await writer.write { try $0.countUpload(bytes, by: principal, at: now) }
    }

    package func spending(of owner: LimitOwner, days: ClosedRange<Day>) async throws -> Spending {
        try await readers.read { try $0.spending(of: owner, days: days) }
    }

    package func keys() async throws -> [(key: APIKey, projectName: String)] {
        try await readers.read { try $0.keys() }
    }
}
