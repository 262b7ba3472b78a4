extension Migration {
    /// What the accounts bill, for each attempt and summed up with the usage, and the most that they may bill for each
    /// exposure. Of what ended before nobody knows it.
    static let fourth = Migration(
        number: 4,
        statements: """
            ALTER TABLE attempts ADD COLUMN cost INTEGER CHECK (cost >= 0);
            ALTER TABLE usage ADD COLUMN cost INTEGER NOT NULL DEFAULT 0 CHECK (cost >= 0);
            ALTER TABLE exposures ADD COLUMN most INTEGER CHECK (most >= 0);

            """
    )
}
