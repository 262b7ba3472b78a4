import ArgumentParser
import FilmgateDomain
import FilmgateEngine
import FilmgateStoreSQLite
import Foundation
import Synchronization

/// `filmgate bench store`: what create, read, claim and list cost in a store of a million ended tasks beside an empty one,
/// and what a create costs while retention removes them. It works on the store itself, so that nothing but the store is
/// measured.
struct BenchStore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store",
        abstract: "Measure a store of many ended tasks beside an empty one."
    )

    @Option(help: "Ended tasks.")
    var tasks = 1_000_000

    @Option(help: "Where the data directory lies; on the disk that is to be measured.")
    var directory = ".bench"

    func run() async throws {
        let place = "\(directory)/store-\(ProcessInfo.processInfo.processIdentifier)"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: place) }
        let store = try SQLiteStore(directory: place)
        do {
            try await measure(store)
        } catch {
            await store.close()
            throw error
        }
        await store.close()
    }

    private func measure(_ store: SQLiteStore) async throws {
        let bench = try await StoreWork(store: store, tasks: tasks)
        try await bench.end(0..<1000)
        let empty = try await bench.figures()
        let began = ContinuousClock.now
        try await bench.end(1000..<tasks)
        let filling = ContinuousClock.now - began
        let full = try await bench.figures()
        let removal = try await bench.removal()
        print("\(tasks) tasks ended in \(filling.formatted(.units(allowed: [.seconds]))), p50 and p99 in ms")
        print("                 empty            full             p99, full of empty")
        for (before, after) in zip(empty, full) {
            print(
                "\(before.name.padding(toLength: 16, withPad: " ", startingAt: 0)) \(before.text)  \(after.text)  "
                    + String(format: "%.2f", after.p99 / before.p99)
            )
        }
        let create = removal.create
        print(
            "create while \(removal.removed) are removed in \(removal.time.formatted(.units(allowed: [.seconds]))): "
                + "\(create.text), p99 \(String(format: "%.2f", create.p99 / full[0].p99)) of without"
        )
    }
}

/// Times of one kind of call, in milliseconds.
struct StoreFigures: Sendable {
    var name: String
    var times: [Double]

    var p99: Double { times.quantile(0.99) }
    var text: String { String(format: "%7.2f %7.2f", times.quantile(0.5), p99) }
}

/// The calls that are measured.
struct StoreWork: Sendable {
    private static let rounds = 2000
    private static let writers = 256

    let store: SQLiteStore
    let tasks: Int
    let project: Project
    let epoch: Epoch
    /// All tasks lie in the days that Ark's list shows.
    let origin: Timestamp
    private let fresh = Counter()

    init(store: SQLiteStore, tasks: Int) async throws {
        self.store = store
        self.tasks = tasks
        origin = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) - .seconds(5 * 86_400)
        project = try await store.project(named: Project.defaultName, now: origin)
        epoch = try await store.openEpoch()
    }

    private func task(_ number: Int) -> VideoTask {
        let moment = origin + .milliseconds(Int64(number) * 400)
        return VideoTask(
            id: VideoTask.ID(ULID(milliseconds: UInt64(moment.milliseconds), random: (7, UInt64(number)))),
            project: project.id,
            key: APIKey.ID(rawValue: "key-1"),
            dialect: .ark,
            order: VideoOrder(
                model: "doubao-seedance-1-5-pro-251215",
                mode: .text,
                prompt: "A cat in the rain, \(number)",
                resolution: .p720,
                ratio: .fixed(.landscape)
            ),
            createdAt: moment,
            deadline: moment + .seconds(172_800),
            hold: Money(micros: 0, currency: project.currency)
        )
    }

    /// Makes tasks and ends them: two in three with a video, the others without.
    func end(_ numbers: Range<Int>) async throws {
        let next = Counter(numbers.lowerBound)
        try await withThrowingTaskGroup { group in
            for _ in 0..<Self.writers {
                group.addTask {
                    while case let number = next.take(), number < numbers.upperBound { try await end(number) }
                }
            }
            try await group.waitForAll()
        }
    }

    private func end(_ number: Int) async throws {
        let task = task(number)
        try await store.accept(Acceptance(task: task, notes: [], maximumQueued: .max))
        let started = try task.change(by: .started(AttemptStart(provider: .preview)), at: task.createdAt)
        try await store.apply(started, epoch: epoch)
        let last: TaskEvent =
            number.isMultiple(of: 3)
            ? .failed(TaskFailure(code: "InternalServiceError", message: "The service met an error."))
            : .succeeded(
                result,
                TokenUsage(completionTokens: 108_900),
                charge: Money(micros: 0, currency: project.currency),
                deviations: []
            )
        try await store.apply(started.task.change(by: last, at: task.createdAt + .seconds(60)), epoch: epoch)
    }

    private var result: VideoResult {
        VideoResult(
            video: Artifact(hash: Self.hash, size: 1_000_000, mediaType: "video/mp4"),
            lastFrame: nil,
            pixels: PixelSize(width: 1280, height: 720),
            resolution: .p720,
            ratio: .landscape,
            seconds: 5,
            frames: 121,
            framesPerSecond: 24,
            hasAudio: true,
            seed: 1
        )
    }

    private static let hash: ContentHash = {
        guard let hash = ContentHash(rawValue: String(repeating: "5e", count: 32)) else {
            preconditionFailure("64 digits")
        }
        return hash
    }()

    /// Each kind of call one after the other.
    func figures() async throws -> [StoreFigures] {
        var query = TaskQuery(project: project.id, createdSince: origin, limit: 500)
        let create = try await timed("create", Self.rounds, create)
        let claim = try await timed("claim", Self.rounds) { _ in
            let claimed = try await store.claim(limit: 1, lanes: store.queuedLanes(), epoch: epoch) {
                try $0.change(by: .started(AttemptStart(provider: .preview)), at: $0.createdAt)
            }
            guard let task = claimed.first else { throw BenchError("nothing was queued") }
            // So that the store has as many open tasks each time.
            try await store.apply(task.change(by: .cancelled, at: task.createdAt), epoch: epoch)
        }
        let known = try await store.counts(in: project.id).values.reduce(0, +)
        let read = try await timed("read", Self.rounds) { round in
            let number = (round &* 7919) % min(tasks, known)
            _ = try await store.task(task(number).id, in: project.id)
        }
        let list = try await timed("list of 500", Self.rounds / 10) { _ in _ = try await store.tasks(query) }
        query.offset = min(50_000, known / 2)
        let deep = query
        let later = try await timed("list, page 100", Self.rounds / 10) { _ in _ = try await store.tasks(deep) }
        return [create, read, claim, list, later]
    }

    /// Creates while everything that has ended is removed, as retention does it.
    func removal() async throws -> (create: StoreFigures, removed: Int, time: Duration) {
        let isDone = Counter()
        let began = ContinuousClock.now
        let removing = Task {
            defer { _ = isDone.take() }
            return try await RetentionKeeper.forget(
                before: Timestamp(milliseconds: .max),
                states: Set(VideoTask.State.allCases),
                in: store
            ) { try await Task.sleep(for: EngineSettings().removalPause) }
        }
        var times: [Double] = []
        while isDone.value == 0 { times += try await timed("create", 100, create).times }
        return (StoreFigures(name: "create", times: times), try await removing.value, ContinuousClock.now - began)
    }

    private func create(_: Int) async throws {
        try await store.accept(Acceptance(task: task(2 * tasks + fresh.take()), notes: [], maximumQueued: .max))
    }

    private func timed(
        _ name: String,
        _ rounds: Int,
        _ call: (Int) async throws -> Void
    ) async throws -> StoreFigures {
        var times: [Double] = []
        for round in 0..<rounds {
            let began = ContinuousClock.now
            try await call(round)
            times.append((ContinuousClock.now - began) / .milliseconds(1))
        }
        return StoreFigures(name: name, times: times)
    }
}

/// Numbers that several tasks take, each once.
private final class Counter: Sendable {
    private let next: Atomic<Int>

    init(_ first: Int = 0) { next = Atomic(first) }

    var value: Int { next.load(ordering: .relaxed) }

    func take() -> Int { next.wrappingAdd(1, ordering: .relaxed).oldValue }
}
