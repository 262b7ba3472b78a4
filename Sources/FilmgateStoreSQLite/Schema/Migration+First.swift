extension Migration {
    /// Everything there was at the first release.
    ///
    /// - A task is known inside the file by a small number in the order of acceptance: rows that belong to it and the
    ///   indexes stay small, and ids that are nobody's cost one search in a dense index.
    /// - States are numbers (see `VideoTask.State.code`); moments are milliseconds since 1970; money is micro-units.
    /// - What outlives a task names it by its id instead of its number.
    static let first = Migration(
        number: 1,
        statements: [projects, tasks, belongings, books].joined()
    )

    private static let projects = """
        CREATE TABLE engine (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            epoch INTEGER NOT NULL
        ) STRICT;
        INSERT INTO engine VALUES (1, 0);

        CREATE TABLE projects (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL UNIQUE,
            currency TEXT NOT NULL,
            price_factor INTEGER NOT NULL CHECK (price_factor >= 0),
            is_unlimited INTEGER NOT NULL CHECK (is_unlimited IN (0, 1)),
            created_at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE keys (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            project INTEGER NOT NULL REFERENCES projects,
            name TEXT NOT NULL,
            hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
            home_dialect TEXT,
            created_at INTEGER NOT NULL,
            revoked_at INTEGER
        ) STRICT;

        """

    private static let tasks = """
        CREATE TABLE tasks (
            number INTEGER PRIMARY KEY,
            id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
            project INTEGER NOT NULL REFERENCES projects,
            key TEXT,
            dialect TEXT NOT NULL,
            client_reference TEXT,
            created_at INTEGER NOT NULL,
            deadline INTEGER NOT NULL,
            hold INTEGER NOT NULL CHECK (hold >= 0),
            currency TEXT NOT NULL,
            model TEXT NOT NULL,
            mode TEXT NOT NULL,
            prompt TEXT NOT NULL,
            media INTEGER NOT NULL CHECK (media >= 0),
            extras INTEGER NOT NULL CHECK (extras >= 0),
            resolution TEXT NOT NULL,
            ratio TEXT NOT NULL,
            fitted_ratio TEXT,
            duration INTEGER NOT NULL,
            frames INTEGER,
            seed INTEGER NOT NULL,
            camera_fixed INTEGER NOT NULL CHECK (camera_fixed IN (0, 1)),
            watermark INTEGER NOT NULL CHECK (watermark IN (0, 1)),
            generate_audio INTEGER NOT NULL CHECK (generate_audio IN (0, 1)),
            draft INTEGER NOT NULL CHECK (draft IN (0, 1)),
            draft_task BLOB CHECK (length(draft_task) = 16),
            return_last_frame INTEGER NOT NULL CHECK (return_last_frame IN (0, 1)),
            tier TEXT NOT NULL,
            priced_tier TEXT NOT NULL,
            expires_after INTEGER NOT NULL,
            callback_url TEXT,
            safety_identifier TEXT,
            state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 5),
            version INTEGER NOT NULL CHECK (version >= 0),
            updated_at INTEGER NOT NULL,
            started_at INTEGER,
            ended_at INTEGER,
            attempt INTEGER NOT NULL CHECK (attempt >= 0),
            provider TEXT,
            upstream_id TEXT,
            failure_code TEXT,
            failure_message TEXT,
            tokens INTEGER,
            CHECK ((ended_at IS NULL) = (state < 2)),
            CHECK ((failure_code IS NULL) = (failure_message IS NULL))
        ) STRICT;
        CREATE UNIQUE INDEX tasks_by_reference ON tasks (project, client_reference)
            WHERE client_reference IS NOT NULL;
        CREATE INDEX tasks_newest ON tasks (project, created_at);
        CREATE INDEX tasks_by_state ON tasks (project, state, created_at);
        CREATE INDEX tasks_by_deadline ON tasks (deadline) WHERE state < 2;
        CREATE INDEX tasks_running ON tasks (created_at) WHERE state = 1;
        CREATE INDEX tasks_ended ON tasks (state, ended_at) WHERE state > 1;

        CREATE TABLE media (
            task INTEGER NOT NULL REFERENCES tasks ON DELETE CASCADE,
            position INTEGER NOT NULL,
            kind TEXT NOT NULL,
            role TEXT NOT NULL,
            hash BLOB NOT NULL CHECK (length(hash) = 32),
            size INTEGER NOT NULL CHECK (size >= 0),
            type TEXT NOT NULL,
            width INTEGER NOT NULL,
            height INTEGER NOT NULL,
            origin TEXT,
            PRIMARY KEY (task, position)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX media_by_hash ON media (hash);

        CREATE TABLE extras (
            task INTEGER NOT NULL REFERENCES tasks ON DELETE CASCADE,
            name TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (task, name)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE results (
            task INTEGER PRIMARY KEY REFERENCES tasks ON DELETE CASCADE,
            video BLOB NOT NULL CHECK (length(video) = 32),
            video_size INTEGER NOT NULL CHECK (video_size >= 0),
            video_type TEXT NOT NULL,
            last_frame BLOB CHECK (length(last_frame) = 32),
            last_frame_size INTEGER,
            last_frame_type TEXT,
            width INTEGER NOT NULL,
            height INTEGER NOT NULL,
            resolution TEXT NOT NULL,
            ratio TEXT NOT NULL,
            seconds INTEGER NOT NULL,
            frames INTEGER NOT NULL,
            frame_rate INTEGER NOT NULL,
            has_audio INTEGER NOT NULL CHECK (has_audio IN (0, 1)),
            seed INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX results_by_video ON results (video);
        CREATE INDEX results_by_last_frame ON results (last_frame) WHERE last_frame IS NOT NULL;

        """

    private static let belongings = """
        CREATE TABLE attempts (
            task INTEGER NOT NULL REFERENCES tasks ON DELETE CASCADE,
            number INTEGER NOT NULL CHECK (number > 0),
            provider TEXT NOT NULL,
            upstream_id TEXT,
            started_at INTEGER NOT NULL,
            ended_at INTEGER,
            outcome TEXT NOT NULL,
            detail TEXT,
            PRIMARY KEY (task, number)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE timeline (
            task INTEGER NOT NULL REFERENCES tasks ON DELETE CASCADE,
            version INTEGER NOT NULL,
            position INTEGER NOT NULL,
            at INTEGER NOT NULL,
            kind TEXT NOT NULL,
            detail TEXT NOT NULL,
            PRIMARY KEY (task, version, position)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE outbox (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            task INTEGER NOT NULL REFERENCES tasks ON DELETE CASCADE,
            state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 5),
            address TEXT NOT NULL,
            at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX outbox_by_task ON outbox (task);

        """

    private static let books = """
        CREATE TABLE ledger (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            project INTEGER NOT NULL REFERENCES projects,
            task BLOB CHECK (length(task) = 16),
            kind TEXT NOT NULL,
            amount INTEGER NOT NULL,
            currency TEXT NOT NULL,
            at INTEGER NOT NULL,
            note TEXT
        ) STRICT;
        CREATE INDEX ledger_by_project ON ledger (project);

        CREATE TABLE balances (
            project INTEGER PRIMARY KEY REFERENCES projects,
            amount INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE counters (
            project INTEGER NOT NULL REFERENCES projects,
            state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 5),
            tasks INTEGER NOT NULL CHECK (tasks >= 0),
            PRIMARY KEY (project, state)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE usage (
            project INTEGER NOT NULL REFERENCES projects,
            day INTEGER NOT NULL,
            model TEXT NOT NULL,
            state INTEGER NOT NULL CHECK (state BETWEEN 2 AND 5),
            tasks INTEGER NOT NULL CHECK (tasks > 0),
            tokens INTEGER NOT NULL CHECK (tokens >= 0),
            charged INTEGER NOT NULL CHECK (charged >= 0),
            PRIMARY KEY (project, day, model, state)
        ) STRICT, WITHOUT ROWID;

        """
}
