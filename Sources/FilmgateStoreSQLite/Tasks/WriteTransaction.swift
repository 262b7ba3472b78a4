import FilmgateDomain

/// The transaction of the writer that its members work in. It remembers what the file says; where the writes of a member
/// are undone, the next one needs a new one.
final class WriteTransaction {
    let connection: Connection
    private var knownEpoch: Int64?
    /// How many tasks of all projects are queued, once somebody asked.
    var knownQueued: Int?
    /// The numbers of lanes that came up.
    var knownLanes: [Lane: Int64] = [:]

    init(connection: Connection) {
        self.connection = connection
    }

    private static let nextEpoch = SQL("UPDATE engine SET epoch = epoch + 1")
    private static let currentEpoch = SQL("SELECT epoch FROM engine")

    func openEpoch() throws -> Epoch {
        knownEpoch = nil
        try connection.statement(WriteTransaction.nextEpoch).run()
        return Epoch(number: try epoch())
    }

    /// Refuses what an engine that was superseded still writes.
    func check(_ epoch: Epoch) throws {
        guard epoch.number == (try self.epoch()) else { throw StoreError.superseded }
    }

    private func epoch() throws -> Int64 {
        if let knownEpoch { return knownEpoch }
        let epoch = try connection.statement(WriteTransaction.currentEpoch).first { $0.integer() } ?? 0
        knownEpoch = epoch
        return epoch
    }

    /// A project inside the file.
    struct ProjectRow {
        let number: Int64
        let isUnlimited: Bool
    }

    private static let project = SQL("SELECT number, is_unlimited FROM projects WHERE id = ?")

    func project(_ id: Project.ID) throws -> ProjectRow {
        let row = try connection.statement(WriteTransaction.project).first {
            $0.add(id.rawValue)
        } _: {
            ProjectRow(number: $0.integer(), isUnlimited: $0.bool())
        }
        guard let row else { throw StoreError.unknownProject }
        return row
    }
}
