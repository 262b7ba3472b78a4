/// Where projects and keys are kept. Other processes may write it at any time: nothing of it may be held in memory
/// without noticing their changes.
package protocol AccountStore: Sendable {
    /// The holder of the key with that hash, unless it is revoked.
    func principal(keyHash: ContentHash) async throws -> Principal?

    /// The project of that name, made where there is none.
    func project(named name: String, now: Timestamp) async throws -> Project

    /// The secrets that callbacks of the project are signed with, newest first; the first is made with the project.
    func secrets(of project: Project.ID) async throws -> [WebhookSecret]

    /// Makes changes of an operator, all of them or none, each with its line in the audit log.
    ///
    /// - Throws: ``StoreError/unknownProject``, ``StoreError/unknownKey``, ``StoreError/unknownCallback``;
    ///   ``StoreError/duplicate`` where the id, hash or name of a new key or project is taken.
    func administer(_ changes: [AccountChange], by actor: String, at now: Timestamp) async throws

    /// The audit log, newest first.
    func auditLog(skipping: Int, limit: Int) async throws -> [AuditEntry]

    /// All projects, oldest first.
    func projects() async throws -> [Project]

    /// Notes when keys were last used. It is no change that other processes must hear of.
    func touch(_ keys: [APIKey.ID: Timestamp]) async throws

    /// Counts an upload against the day's quotas of its key and project.
    ///
    /// - Throws: ``StoreError/limitReached(_:)``, and then nothing is counted.
    func countUpload(_ bytes: Int, by principal: Principal, at now: Timestamp) async throws

    /// What was spent from the first to the last of these days, open tasks included.
    func spending(of owner: LimitOwner, days: ClosedRange<Day>) async throws -> Spending

    /// All keys, revoked ones included, oldest first, each with the name of its project.
    func keys() async throws -> [(key: APIKey, projectName: String)]
}

extension AccountStore {
    /// The newest of the audit log.
    package func auditLog(limit: Int) async throws -> [AuditEntry] { try await auditLog(skipping: 0, limit: limit) }

    /// Replaces what can change of a project.
    package func save(_ project: Project) async throws {
        try await administer([.saveProject(project, was: nil)], by: AuditEntry.commandLine, at: project.createdAt)
    }

    /// Writes a movement of money that no task makes: a top-up or an adjustment.
    package func enter(_ entry: LedgerEntry) async throws {
        try await administer([.enter(entry)], by: entry.actor ?? AuditEntry.commandLine, at: entry.at)
    }

    package func add(_ key: APIKey) async throws {
        try await administer([.addKey(key)], by: AuditEntry.commandLine, at: key.createdAt)
    }

    /// Revokes a key; `false` where there is none of that id. A request that starts after this returned is refused.
    package func revoke(_ id: APIKey.ID, now: Timestamp) async throws -> Bool {
        do {
            try await administer([.revokeKey(id)], by: AuditEntry.commandLine, at: now)
            return true
        } catch StoreError.unknownKey {
            return false
        }
    }

    /// Makes a new first secret; those before it count until `overlapEnd` and are then forgotten.
    package func rotateSecret(
        of project: Project.ID,
        by actor: String = AuditEntry.commandLine,
        now: Timestamp,
        overlapEnd: Timestamp
    ) async throws -> WebhookSecret {
        try await administer([.rotateSecret(project, overlapEnd: overlapEnd)], by: actor, at: now)
        guard let secret = try await secrets(of: project).first else { throw StoreError.unknownProject }
        return secret
    }
}
