package import FilmgateDomain

/// Makes videos as the simulation wants them: late, wrong, never, or not at all.
package struct SimulatedProvider: VideoProvider {
    package let name: ProviderName
    package let concurrency: Int

    private let maker: any VideoProvider
    /// `nil` makes each video.
    private let copies: VideoCopies?
    private let simulator: Simulator
    private let sleep: @Sendable (Duration) async throws -> Void

    /// `maker` makes the videos, or those that are copied; the copies lie in `directory` until the engine takes them over.
    package init(
        maker: any VideoProvider,
        simulator: Simulator,
        directory: String,
        sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        let settings = simulator.settings
        name = maker.name
        concurrency = settings.concurrency ?? (settings.isInstant ? 1000 : maker.concurrency)
        self.maker = maker
        copies = settings.isInstant ? VideoCopies(maker: maker, directory: directory) : nil
        self.simulator = simulator
        self.sleep = sleep
    }

    package func objection(to order: VideoOrder) -> Refusal? { maker.objection(to: order) }

    package func submit(_ attempt: Attempt) async throws(ProviderError) -> Submission {
        try await maker.submit(attempt)
    }

    package func outcome(
        of submission: Submission,
        releaseSlot: @escaping @Sendable () -> Void
    ) async throws(ProviderError) -> Delivery {
        let task = submission.attempt.task
        let fate = simulator.fate(of: task)
        switch fate.fault {
        case .taskStuck:
            simulator.note(.taskStuck, of: task.id)
            // Others may have the place: this one needs none.
            releaseSlot()
            while true { try await wait(.seconds(3600)) }
        case .taskFailedInfrastructure:
            try await wait(fate.delay)
            simulator.note(.taskFailedInfrastructure, of: task.id)
            throw .rejected(Self.failure("InternalServiceError"))
        case .taskFailedModeration:
            try await wait(fate.delay)
            simulator.note(.taskFailedModeration, of: task.id)
            throw .rejected(Self.failure("OutputVideoSensitiveContentDetected"))
        case let fault:
            let delivery = try await deliver(submission, isWrong: fault == .taskWrongSize)
            if fault == .taskWrongSize { simulator.note(.taskWrongSize, of: task.id) }
            return delivery
        }
    }

    private func deliver(_ submission: Submission, isWrong: Bool) async throws(ProviderError) -> Delivery {
        var submission = submission
        let attempt = submission.attempt
        let ratio = PreviewChoices.ratio(of: attempt.task.order)
        if isWrong {
            var order = attempt.task.order
            order.ratio = .fixed(ratio == .square ? .landscape : .square)
            submission.attempt.task = attempt.task.making(order)
        }
        var delivery: Delivery
        let delay = simulator.fate(of: attempt.task).delay
        if let copies {
            try await wait(delay)
            delivery = try await copies.delivery(for: submission.attempt)
        } else {
            delivery = try await maker.outcome(of: submission, releaseSlot: {})
            try await wait(delay)
        }
        // Even of a wrong file it says what was ordered.
        delivery.ratio = ratio
        return delivery
    }

    private func wait(_ duration: Duration) async throws(ProviderError) {
        guard duration > .zero else { return }
        do {
            try await sleep(duration)
        } catch {
            throw .cancelled
        }
    }

    private static func failure(_ code: String) -> TaskFailure {
        TaskFailure(code: code, message: ArkErrorCatalogue.message(of: code))
    }
}
