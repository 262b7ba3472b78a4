import FilmgateDomain

extension Migration {
    /// What upstreams need: lanes, tokens, exposures, idempotency keys, tries of callbacks, secrets, drained accounts.
    ///
    /// - A lane is known inside the file by a number; lanes are never removed, so that no search for each new task has to
    ///   see to it. A task that had ended before has none.
    /// - Creating a task writes one index for its state, as before: the queue's, which claims search by lane and project.
    ///   `tasks_by_state` leaves the queued ones out; it says so in words that no search by state takes for a range.
    static let second = Migration(
        number: 2,
        statements: [tasks, attempts, callbacks, accounts].joined(),
        fill: { connection in
            try fillLanes(connection)
            try fillSecrets(connection)
        }
    )

    private static let tasks = """
        CREATE TABLE lanes (
            number INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE
        ) STRICT;
        ALTER TABLE tasks ADD COLUMN lane INTEGER;
        ALTER TABLE tasks ADD COLUMN served_model TEXT;
        ALTER TABLE media ADD COLUMN milliseconds INTEGER CHECK (milliseconds >= 0);
        DROP INDEX tasks_by_state;
        CREATE INDEX tasks_by_state ON tasks (project, state, created_at) WHERE state <> 0;
        CREATE INDEX tasks_queue ON tasks (lane, project, created_at) WHERE state = 0;
        DROP INDEX tasks_running;
        CREATE INDEX tasks_upstream ON tasks (provider, upstream_id) WHERE state = 1;

        CREATE TABLE idempotency (
            project INTEGER NOT NULL REFERENCES projects,
            operation TEXT NOT NULL,
            key TEXT NOT NULL,
            fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
            task BLOB NOT NULL CHECK (length(task) = 16),
            status INTEGER NOT NULL,
            body BLOB NOT NULL,
            created_at INTEGER NOT NULL,
            PRIMARY KEY (project, operation, key)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX idempotency_by_age ON idempotency (created_at);

        """

    private static let attempts = """
        ALTER TABLE attempts ADD COLUMN token TEXT;
        CREATE INDEX attempts_by_token ON attempts (provider, started_at, token) WHERE token IS NOT NULL;

        CREATE TABLE exposures (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            project INTEGER NOT NULL REFERENCES projects,
            task BLOB NOT NULL CHECK (length(task) = 16),
            attempt INTEGER NOT NULL,
            provider TEXT NOT NULL,
            upstream_id TEXT,
            kind TEXT NOT NULL,
            at INTEGER NOT NULL,
            detail TEXT NOT NULL
        ) STRICT;

        CREATE TABLE drained_providers (
            provider TEXT PRIMARY KEY
        ) STRICT, WITHOUT ROWID;

        """

    private static let callbacks = """
        ALTER TABLE outbox ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE outbox ADD COLUMN due INTEGER;
        UPDATE outbox SET due = at;
        CREATE INDEX outbox_due ON outbox (due) WHERE due IS NOT NULL;

        CREATE TABLE callback_log (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            callback INTEGER NOT NULL,
            task BLOB NOT NULL CHECK (length(task) = 16),
            project INTEGER NOT NULL REFERENCES projects,
            state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 5),
            address TEXT NOT NULL,
            event_at INTEGER NOT NULL,
            at INTEGER NOT NULL,
            status INTEGER,
            detail TEXT NOT NULL,
            next INTEGER NOT NULL CHECK (next BETWEEN 0 AND 2),
            next_at INTEGER,
            CHECK ((next = 2) = (next_at IS NOT NULL))
        ) STRICT;
        CREATE INDEX callback_log_by_task ON callback_log (task);
        CREATE INDEX callback_log_by_age ON callback_log (at);

        """

    private static let accounts = """
        CREATE TABLE webhook_secrets (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            project INTEGER NOT NULL REFERENCES projects,
            bytes BLOB NOT NULL CHECK (length(bytes) = 32),
            created_at INTEGER NOT NULL,
            ends_at INTEGER
        ) STRICT;
        CREATE INDEX webhook_secrets_by_project ON webhook_secrets (project);

        """

    /// Each project that there is gets a secret of its own, as a new one does.
    private static func fillSecrets(_ connection: Connection) throws {
        let projects = try connection.prepare("SELECT number, created_at FROM projects")
            .all { (number: $0.integer(), createdAt: $0.timestamp()) }
        let insert = try connection.prepare(
            "INSERT INTO webhook_secrets (project, bytes, created_at) VALUES (?, ?, ?)"
        )
        for project in projects {
            try insert.run {
                $0.add(project.number)
                $0.add(WebhookSecret.random(at: project.createdAt).bytes)
                $0.add(project.createdAt)
            }
        }
    }
}
