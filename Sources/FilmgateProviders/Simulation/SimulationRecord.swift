package import FilmgateDomain

/// All that a simulated upstream did since its start.
package struct SimulationRecord: Sendable {
    package var seed: UInt64
    package var requests: [SimulatedOperation: Int]
    package var faults: [SimulatedFault: Int]
    /// In the order in which they came.
    package var tasks: [SimulatedTask]
    /// How often each prompt was asked for, whatever came of it.
    package var creates: [String: Int]
}

/// A task as the simulation remembers it; what became of it is in the store.
package struct SimulatedTask: Sendable {
    package var id: VideoTask.ID
    package var dialect: DialectName
    /// Up to its first command.
    package var prompt: String
    /// The how-manieth create of that prompt made it.
    package var number: Int
    package var createdAt: Timestamp
    /// Whether the create's answer was sent whole.
    package var isAnswered = true
    package var faults: [SimulatedFault] = []
    package var reads = 0
    package var downloads = 0
    /// Answers that showed links.
    package var tellings = 0

    package init(id: VideoTask.ID, dialect: DialectName, prompt: String, number: Int, createdAt: Timestamp) {
        self.id = id
        self.dialect = dialect
        self.prompt = prompt
        self.number = number
        self.createdAt = createdAt
    }
}
