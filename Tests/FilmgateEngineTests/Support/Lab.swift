import FilmgateDomain
import FilmgateEngine
import Logging
import ServiceLifecycleTestKit
import Synchronization

/// An engine's surroundings, all of them in the test's hands.
final class Lab: Sendable {
    let store = WatchedStore()
    let time = HandTime()
    let artifacts: MemoryArtifacts
    let provider: StubProvider
    let inspector: StubInspector
    let settings: EngineSettings
    /// Who sleeps in an engine that has nothing to do: scheduler, turn, deadlines, fetches and tidying.
    static let asleep = 5
    static let quiet = Logger(label: "lab") { _ in SwiftLogNoOpLogHandler() }
    private let numbers = Atomic<UInt64>(0)

    init(
        concurrency: Int = 1,
        upstreamID: String? = nil,
        name: ProviderName = "stub",
        facts: VideoFacts = .sample,
        settings: EngineSettings = EngineSettings()
    ) {
        artifacts = MemoryArtifacts(time: time)
        provider = StubProvider(concurrency: concurrency, name: name, upstreamID: upstreamID)
        inspector = StubInspector(facts)
        var settings = settings
        settings.retryDelay = .zero
        settings.removalPause = .zero
        self.settings = settings
    }

    /// The stub alone, as it is mounted.
    var mounted: MountedProvider { provider.mounted }

    func directory(_ providers: [MountedProvider]? = nil) -> ProviderDirectory {
        ProviderDirectory(providers ?? [mounted], catalog: .standard, moments: time.moments)
    }

    func engine(_ providers: [MountedProvider]? = nil) async throws -> Engine {
        try await Engine(
            store: store,
            providers: directory(providers),
            catalog: .standard,
            artifacts: artifacts,
            inspector: inspector,
            moments: time.moments,
            settings: settings,
            logger: Lab.quiet
        )
    }

    /// Runs a new engine for as long as `body` takes, then shuts it down in order and waits for its end.
    func running(
        _ providers: [MountedProvider]? = nil,
        _ body: @Sendable (Engine) async throws -> Void
    ) async throws {
        let engine = try await engine(providers)
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await engine.run() }
                try await body(engine)
                trigger.triggerGracefulShutdown()
                try await group.waitForAll()
            }
        }
    }

    func project(_ name: String = "default", balance: Int64? = nil) async throws -> Project {
        var project = try await store.plain.project(named: name, now: time.now)
        guard let balance else { return project }
        project.isUnlimited = false
        try await store.plain.save(project)
        let amount = Money(micros: balance, currency: project.currency)
        try await store.plain.enter(
            LedgerEntry(project: project.id, task: nil, kind: .topUp, amount: amount, at: time.now)
        )
        return project
    }

    /// A task in the queue.
    func queued(
        in project: Project? = nil,
        hold: Int64 = 0,
        lives: Duration = .seconds(172_800),
        change: (inout VideoOrder) -> Void = { _ in }
    ) async throws -> VideoTask {
        let owner = if let project { project } else { try await self.project() }
        var order = VideoOrder(
            model: ModelSpec.seedance15Pro.id,
            mode: .text,
            prompt: "A cat in the rain",
            resolution: .p720,
            ratio: .fixed(.landscape)
        )
        change(&order)
        let number = numbers.add(1, ordering: .relaxed).newValue
        let task = VideoTask(
            id: VideoTask.ID(ULID(milliseconds: UInt64(time.now.milliseconds), random: (0, number))),
            project: owner.id,
            key: nil,
            dialect: .ark,
            order: order,
            createdAt: time.now,
            deadline: time.now + lives,
            hold: Money(micros: hold, currency: owner.currency)
        )
        try await store.accept(Acceptance(task: task, notes: []))
        return task
    }

    /// A task that has ended as `event` says, an instant after it was made.
    func ended(_ event: TaskEvent, change: (inout VideoOrder) -> Void = { _ in }) async throws -> VideoTask {
        let task = try await queued(change: change)
        let epoch = try await store.openEpoch()
        let needsStart = if case .succeeded = event { true } else { false }
        var current = task
        for event in needsStart ? [.started(AttemptStart(provider: provider.name)), event] : [event] {
            let change = try current.change(by: event, at: time.now)
            try await store.apply(change, epoch: epoch)
            current = change.task
        }
        return current
    }
}

extension TaskEvent {
    /// The end of a task with that file as its video.
    static func success(_ video: ContentHash = .named("video"), lastFrame: ContentHash? = nil) -> TaskEvent {
        .succeeded(
            VideoResult(
                video: Artifact(hash: video, size: 1000, mediaType: "video/mp4"),
                lastFrame: lastFrame.map { Artifact(hash: $0, size: 10, mediaType: "image/png") },
                pixels: PixelSize(width: 864, height: 496),
                resolution: .p480,
                ratio: .landscape,
                seconds: 5,
                frames: 121,
                framesPerSecond: 24,
                hasAudio: false,
                seed: 11
            ),
            TokenUsage(completionTokens: 100),
            charge: Money(micros: 0, currency: .cny),
            deviations: []
        )
    }

    static let failure = TaskEvent.failed(TaskFailure(code: "InternalServiceError", message: "broken"))
}
