import FilmgateDomain

extension WriteTransaction {
    private static let insertAudit = SQL(
        "INSERT INTO audit (at, actor, action, subject, detail) VALUES (?, ?, ?, ?, ?)"
    )
    private static let touchKey = SQL("UPDATE keys SET last_used_at = ? WHERE id = ?")

    func administer(_ changes: [AccountChange], by actor: String, at now: Timestamp) throws {
        let reader = ReadTransaction(connection: connection)
        for change in changes {
            switch change {
            case .addProject(let project): try add(project)
            case .saveProject(let project, let old):
                if let old, try reader.project(old.id) != old { throw StoreError.stale }
                try save(project)
            case .addKey(let key): try add(key)
            case .saveKey(let key, let old):
                guard try reader.key(old.id)?.isSet(like: old) == true else { throw StoreError.stale }
                try save(key)
            case .revokeKey(let id):
                guard try revoke(id, now: now) else { throw StoreError.unknownKey }
            case .enter(let entry):
                var entry = entry
                entry.actor = actor
                let number = try project(entry.project).number
                guard try entry.isInRange(after: balance(project: number)) else { throw StoreError.balanceOutOfRange }
                try write([entry], project: number)
            case .rotateSecret(let project, let end): try rotateSecret(of: project, now: now, overlapEnd: end)
            case .drain(let provider): try setDrained(true, provider)
            case .undrain(let provider): try setDrained(false, provider)
            case .retryCallback(let number):
                guard try retryCallback(number, at: now) else { throw StoreError.unknownCallback }
            }
            try write(change.entry(by: actor, at: now))
        }
    }

    private func write(_ entry: AuditEntry) throws {
        try connection.statement(WriteTransaction.insertAudit).run {
            $0.add(entry.at)
            $0.add(entry.actor)
            $0.add(entry.action)
            $0.add(entry.subject)
            $0.add(entry.detail)
        }
    }

    func touch(_ keys: [APIKey.ID: Timestamp]) throws {
        for (key, moment) in keys {
            try connection.statement(WriteTransaction.touchKey).run {
                $0.add(moment)
                $0.add(key.rawValue)
            }
        }
    }
}

extension ReadTransaction {
    private static let audit = SQL(
        "SELECT at, actor, action, subject, detail FROM audit ORDER BY number DESC LIMIT ? OFFSET ?"
    )

    func auditLog(skipping: Int, limit: Int) throws -> [AuditEntry] {
        try connection.statement(ReadTransaction.audit).all {
            $0.add(max(limit, 0))
            $0.add(max(skipping, 0))
        } _: {
            AuditEntry(at: $0.timestamp(), actor: $0.text(), action: $0.text(), subject: $0.text(), detail: $0.text())
        }
    }
}
