import FilmgateDomain

extension ReadTransaction {
    private static let projectExists = SQL("SELECT number FROM projects WHERE id = ?")
    private static let secrets = SQL(
        "SELECT bytes, created_at, ends_at FROM webhook_secrets WHERE project = ? ORDER BY number DESC"
    )

    func secrets(of project: Project.ID) throws -> [WebhookSecret] {
        let number = try connection.statement(ReadTransaction.projectExists).first {
            $0.add(project.rawValue)
        } _: {
            $0.integer()
        }
        guard let number else { throw StoreError.unknownProject }
        return try connection.statement(ReadTransaction.secrets).all {
            $0.add(number)
        } _: {
            WebhookSecret(bytes: $0.bytes(), createdAt: $0.timestamp(), endsAt: $0.optionalTimestamp())
        }
    }
}

extension WriteTransaction {
    private static let forget = SQL("DELETE FROM webhook_secrets WHERE project = ? AND ends_at <= ?")
    private static let endCurrent = SQL("UPDATE webhook_secrets SET ends_at = ? WHERE project = ? AND ends_at IS NULL")
    private static let insertSecret = SQL("INSERT INTO webhook_secrets (project, bytes, created_at) VALUES (?, ?, ?)")

    func rotateSecret(of project: Project.ID, now: Timestamp, overlapEnd: Timestamp) throws {
        let number = try self.project(project).number
        try connection.statement(WriteTransaction.forget).run {
            $0.add(number)
            $0.add(now)
        }
        try connection.statement(WriteTransaction.endCurrent).run {
            $0.add(overlapEnd)
            $0.add(number)
        }
        try addSecret(.random(at: now), project: number)
    }

    func addSecret(_ secret: WebhookSecret, project: Int64) throws {
        try connection.statement(WriteTransaction.insertSecret).run {
            $0.add(project)
            $0.add(secret.bytes)
            $0.add(secret.createdAt)
        }
    }
}
