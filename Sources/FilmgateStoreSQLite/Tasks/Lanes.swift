import FilmgateDomain

extension ReadTransaction {
    private static let queuedLanes = SQL(
        """
        SELECT name FROM lanes
        WHERE EXISTS (SELECT 1 FROM tasks INDEXED BY tasks_queue WHERE lane = lanes.number AND state = 0)
        """
    )

    /// One search for each lane that there ever was: lanes are few, as orders differ in few ways that matter to routing.
    func queuedLanes() throws -> Set<Lane> {
        Set(try connection.statement(ReadTransaction.queuedLanes).all { try $0.word() })
    }
}

extension WriteTransaction {
    private static let laneNumber = SQL("SELECT number FROM lanes WHERE name = ?")
    private static let insertLane = SQL("INSERT INTO lanes (name) VALUES (?)")

    /// The number that the lane has in the file; `nil` where no task ever was in it.
    func knownLane(_ lane: Lane) throws -> Int64? {
        if let number = knownLanes[lane] { return number }
        let number = try connection.statement(WriteTransaction.laneNumber).first {
            $0.add(lane.rawValue)
        } _: {
            $0.integer()
        }
        knownLanes[lane] = number
        return number
    }

    /// The number that the lane has in the file, from now on where it had none.
    func lane(_ lane: Lane) throws -> Int64 {
        if let number = try knownLane(lane) { return number }
        try connection.statement(WriteTransaction.insertLane).run { $0.add(lane.rawValue) }
        let number = connection.lastInsertedRow
        knownLanes[lane] = number
        return number
    }
}
