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

    package func administer(_ changes: [AccountChange], by actor: String, at now: Timestamp) async throws {
        try access { contents in
            // Of changes one of which fails nothing stays.
            var copy = contents
            for change in changes {
                try copy.make(change, by: actor, at: now)
                copy.audit.append(change.entry(by: actor, at: now))
            }
            contents = copy
        }
    }

    package func auditLog(limit: Int) async throws -> [AuditEntry] {
        access { Array($0.audit.reversed().prefix(max(limit, 0))) }
    }

    package func projects() async throws -> [Project] {
        access { $0.projects }
    }

    package func touch(_ keys: [APIKey.ID: Timestamp]) async throws {
        access { contents in
            for index in contents.keys.indices {
                if let moment = keys[contents.keys[index].id] { contents.keys[index].lastUsedAt = moment }
            }
        }
    }

    package func countUpload(_ bytes: Int, by principal: Principal, at now: Timestamp) async throws {
        try access { try $0.countUpload(bytes, by: principal, at: now) }
    }

    package func spending(of owner: LimitOwner, days: ClosedRange<Day>) async throws -> Spending {
        access { $0.spending(of: owner, days: days) }
    }

    package func keys() async throws -> [(key: APIKey, projectName: String)] {
        try access { contents in
            try contents.keys
                .enumerated()
                .sorted { ($0.element.createdAt, $0.offset) < ($1.element.createdAt, $1.offset) }
                .map { (key: $0.element, projectName: try contents.project($0.element.project).name) }
        }
    }
}
