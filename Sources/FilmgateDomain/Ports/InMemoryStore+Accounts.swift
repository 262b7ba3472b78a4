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
        try access { contents in
            if let project = contents.projects.first(where: { $0.name == name }) { return project }
            let project = Project(id: Project.ID(makeID()), name: name, createdAt: now)
            try contents.administer([.addProject(project)], by: AuditEntry.commandLine, at: now)
            return project
        }
    }

    package func secrets(of project: Project.ID) async throws -> [WebhookSecret] {
        try access { contents in
            _ = try contents.project(project)
            return contents.secrets[project] ?? []
        }
    }

    package func administer(_ changes: [AccountChange], by actor: String, at now: Timestamp) async throws {
        try access { try $0.administer(changes, by: actor, at: now) }
    }

    package func auditLog(skipping: Int, limit: Int) async throws -> [AuditEntry] {
        access { Array($0.audit.reversed().dropFirst(max(skipping, 0)).prefix(max(limit, 0))) }
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
