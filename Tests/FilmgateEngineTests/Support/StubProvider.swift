import FilmgateDomain
import Synchronization

/// A provider that does what the test says, when the test says it.
final class StubProvider: VideoProvider {
    let name: ProviderName
    let concurrency: Int
    /// What it calls its attempts; `nil` where it has no names.
    let upstreamID: String?

    private let jobs = Inbox<Job>()
    private let released = Inbox<Void>()
    private let open = Mutex<[VideoTask.ID: Job]>([:])
    private let refusal = Mutex<Refusal?>(nil)
    private let submissions = Atomic(0)

    init(concurrency: Int, name: ProviderName = "stub", upstreamID: String? = nil) {
        self.name = name
        self.concurrency = concurrency
        self.upstreamID = upstreamID
    }

    /// As an account that can make everything.
    var mounted: MountedProvider {
        .local(
            self,
            account: ProviderAccount(
                name: name,
                dialect: nil,
                concurrency: concurrency,
                models: .everything,
                abilities: Abilities(
                    modes: Abilities.everything.modes,
                    features: Abilities.everything.features.union([.free])
                )
            )
        )
    }

    /// One attempt that it was asked for.
    final class Job: Sendable {
        let attempt: Attempt
        fileprivate let endings = Inbox<Result<Delivery, ProviderError>>()
        fileprivate let releases = Inbox<Void>()
        private let givenUp = Inbox<Void>()
        private let word = Mutex(ProviderError.cancelled)

        init(_ attempt: Attempt) { self.attempt = attempt }

        var id: VideoTask.ID { attempt.task.id }

        func deliver(_ delivery: Delivery = .sample()) { endings.put(.success(delivery)) }

        func fail(_ error: ProviderError) { endings.put(.failure(error)) }

        /// Says so when it is given up.
        func answersCancel(with error: ProviderError) { word.withLock { $0 = error } }

        /// Returns once the engine has given the attempt up.
        func cancelled() async throws { try await givenUp.take() }

        fileprivate func outcome() async throws(ProviderError) -> Delivery {
            let ending: Result<Delivery, ProviderError>
            do {
                ending = try await endings.take()
            } catch {
                givenUp.put(())
                throw word.withLock(\.self)
            }
            return try ending.get()
        }
    }

    /// The next attempt that it is asked for.
    func next() async throws -> Job { try await jobs.take() }

    /// How many attempts it was asked for.
    var asked: Int { submissions.load(ordering: .sequentiallyConsistent) }

    /// Gives a job's slot back early, and returns once the engine knows.
    func release(_ job: Job) async throws {
        job.releases.put(())
        try await released.take()
    }

    func objects(_ objection: Refusal?) { refusal.withLock { $0 = objection } }

    func objection(to order: VideoOrder) -> Refusal? { refusal.withLock(\.self) }

    func submit(_ attempt: Attempt) async throws(ProviderError) -> Submission {
        submissions.add(1, ordering: .sequentiallyConsistent)
        let job = Job(attempt)
        open.withLock { $0[attempt.task.id] = job }
        return Submission(upstreamID: upstreamID, attempt: attempt)
    }

    func outcome(
        of submission: Submission,
        releaseSlot: @escaping @Sendable () -> Void
    ) async throws(ProviderError) -> Delivery {
        guard let job = open.withLock({ $0[submission.attempt.task.id] }) else { throw .unavailable("no such job") }
        jobs.put(job)
        let releasing = Task { [released] in
            try await job.releases.take()
            releaseSlot()
            released.put(())
        }
        defer { releasing.cancel() }
        return try await job.outcome()
    }
}

extension Delivery {
    static func sample(_ name: String = "video", lastFrame: String? = nil, seed: Int = 7) -> Delivery {
        Delivery(videoPath: "/renders/\(name).mp4", lastFramePath: lastFrame, ratio: .landscape, seconds: 5, seed: seed)
    }
}

extension [String: String] {
    /// Every model of the catalog by its own name.
    static let everything = Dictionary(uniqueKeysWithValues: ModelCatalog.standard.models.map { ($0.id, $0.id) })
}

extension Abilities {
    static let everything = Abilities(
        modes: Set(GenerationMode.allCases),
        features: [
            .audible, .silent, .promptless, .draft, .final, .watermark, .cameraFixed, .seed, .adaptiveText, .frames,
            .inlineMedia, "flex",
        ]
    )
}
