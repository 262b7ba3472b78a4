extension Migration {
    /// What a team needs: scopes, expiry and limits of keys, limits of projects, what was spent by day, who moved money
    /// and why, the audit log, and usage by key and provider.
    ///
    /// - Limits are one text (see `Limits.text`): they are read with the key, never searched.
    /// - `spending` counts a task by the day of its create, first with what it may cost and in the end with what it did;
    ///   the row with an empty key is the whole project's. A task of an older schema has no `held_tokens` and is left out.
    /// - `recent_creates` holds a minute of creates, of owners with such a limit alone.
    static let third = Migration(number: 3, statements: [accounts, money, usageByKey].joined())

    private static let accounts = """
        ALTER TABLE keys ADD COLUMN scopes TEXT NOT NULL DEFAULT 'generate read';
        ALTER TABLE keys ADD COLUMN expires_at INTEGER;
        ALTER TABLE keys ADD COLUMN models TEXT;
        ALTER TABLE keys ADD COLUMN dialects TEXT;
        ALTER TABLE keys ADD COLUMN limits TEXT NOT NULL DEFAULT '';
        ALTER TABLE keys ADD COLUMN last_used_at INTEGER;
        ALTER TABLE projects ADD COLUMN limits TEXT NOT NULL DEFAULT '';

        CREATE TABLE audit (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            actor TEXT NOT NULL,
            action TEXT NOT NULL,
            subject TEXT NOT NULL,
            detail TEXT NOT NULL
        ) STRICT;

        """

    private static let money = """
        ALTER TABLE ledger ADD COLUMN actor TEXT;
        ALTER TABLE tasks ADD COLUMN held_tokens INTEGER CHECK (held_tokens >= 0);
        CREATE INDEX tasks_open_by_key ON tasks (key, state) WHERE state < 2;

        CREATE TABLE spending (
            project INTEGER NOT NULL REFERENCES projects,
            key TEXT NOT NULL,
            day INTEGER NOT NULL,
            micros INTEGER NOT NULL CHECK (micros >= 0),
            tokens INTEGER NOT NULL CHECK (tokens >= 0),
            uploaded INTEGER NOT NULL CHECK (uploaded >= 0),
            PRIMARY KEY (project, key, day)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE recent_creates (
            owner TEXT NOT NULL,
            at INTEGER NOT NULL,
            task INTEGER NOT NULL,
            PRIMARY KEY (owner, at, task)
        ) STRICT, WITHOUT ROWID;

        """

    private static let usageByKey = """
        CREATE TABLE usage_by_key (
            project INTEGER NOT NULL REFERENCES projects,
            day INTEGER NOT NULL,
            key TEXT NOT NULL,
            provider TEXT NOT NULL,
            model TEXT NOT NULL,
            state INTEGER NOT NULL CHECK (state BETWEEN 2 AND 5),
            tasks INTEGER NOT NULL CHECK (tasks > 0),
            tokens INTEGER NOT NULL CHECK (tokens >= 0),
            charged INTEGER NOT NULL CHECK (charged >= 0),
            PRIMARY KEY (project, day, model, state, key, provider)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO usage_by_key
            SELECT project, day, '', '', model, state, tasks, tokens, charged FROM usage;
        DROP TABLE usage;
        ALTER TABLE usage_by_key RENAME TO usage;

        """
}
