import FilmgateDomain
import Testing

@testable import FilmgateEngine

@Suite("What is kept, and how long", .timeLimit(.minutes(5)))
struct RetentionTests {
    private func tidy(_ lab: Lab) async throws {
        try await RetentionKeeper(
            store: lab.store,
            artifacts: lab.artifacts,
            moments: lab.time.moments,
            settings: lab.settings
        ).tidy()
    }

    @Test("records of ended tasks go after a week", arguments: [.success(), .failure, .expired] as [TaskEvent])
    func records(how: TaskEvent) async throws {
        let lab = Lab()
        let task = try await lab.ended(how)
        lab.time.advance(by: .seconds(7 * 86400))
        try await tidy(lab)
        #expect(try await lab.store.task(task.id, in: nil) == task)
        lab.time.advance(by: .milliseconds(1))
        try await tidy(lab)
        #expect(try await lab.store.task(task.id, in: nil) == nil)
    }

    @Test("records of cancelled tasks go after a day")
    func cancelled() async throws {
        let lab = Lab()
        let cancelled = try await lab.ended(.cancelled)
        let failed = try await lab.ended(.failure)
        lab.time.advance(by: .seconds(86400))
        try await tidy(lab)
        #expect(try await lab.store.task(cancelled.id, in: nil) != nil)
        lab.time.advance(by: .milliseconds(1))
        try await tidy(lab)
        #expect(try await lab.store.task(cancelled.id, in: nil) == nil)
        #expect(try await lab.store.task(failed.id, in: nil) != nil)
    }

    @Test("tasks that have not ended are kept however old they are")
    func unfinished() async throws {
        let lab = Lab()
        let task = try await lab.queued()
        lab.time.advance(by: .seconds(100 * 86400))
        try await tidy(lab)
        #expect(try await lab.store.task(task.id, in: nil) != nil)
    }

    @Test("more old records than fit into a batch all go in one round")
    func batches() async throws {
        let lab = Lab()
        for _ in 0..<450 { _ = try await lab.ended(.failure) }
        lab.time.advance(by: .seconds(8 * 86400))
        try await tidy(lab)
        #expect(try await lab.store.counts(in: nil) == [:])
    }

    @Test("usage and ledger outlive the tasks")
    func booksStay() async throws {
        let lab = Lab()
        let task = try await lab.ended(.success())
        let usage = try await lab.store.usage(of: task.project)
        lab.time.advance(by: .seconds(8 * 86400))
        try await tidy(lab)
        #expect(try await lab.store.usage(of: task.project) == usage)
        #expect(usage.map(\.tasks) == [1])
    }

    @Test("files go when nothing refers to them any more; pictures of a kept order stay")
    func files() async throws {
        let lab = Lab()
        let video = lab.artifacts.keep(.named("video"))
        let frame = lab.artifacts.keep(.named("frame"))
        let picture = lab.artifacts.keep(.named("picture"))
        let stray = lab.artifacts.keep(.named("stray"))
        _ = try await lab.ended(.success(video, lastFrame: frame)) { order in
            order.media = [
                OrderedMedium(
                    kind: .image,
                    role: .firstFrame,
                    artifact: Artifact(hash: picture, size: 1, mediaType: "image/png"),
                    pixels: PixelSize(width: 640, height: 480),
                    origin: nil
                )
            ]
        }
        lab.time.advance(by: .seconds(73 * 3600))
        try await tidy(lab)
        #expect(
            lab.artifacts.hashes == [video, frame, picture, stray],
            "an upload may be used for 72 hours, and an hour"
        )
        let fresh = lab.artifacts.keep(.named("fresh"))
        lab.time.advance(by: .milliseconds(1))
        try await tidy(lab)
        #expect(lab.artifacts.hashes == [picture, fresh], "links to the video died after 24 hours")
        lab.time.advance(by: .seconds(7 * 86400))
        try await tidy(lab)
        #expect(lab.artifacts.hashes.isEmpty)
    }

    @Test("videos live longer where the operator says so")
    func longerFiles() async throws {
        var settings = EngineSettings()
        settings.fileRetention = .seconds(5 * 86400)
        let lab = Lab(settings: settings)
        let video = lab.artifacts.keep(.named("video"))
        _ = try await lab.ended(.success(video))
        lab.time.advance(by: .seconds(5 * 86400 - 1))
        try await tidy(lab)
        #expect(lab.artifacts.hashes == [video])
        lab.time.advance(by: .seconds(3602))
        try await tidy(lab)
        #expect(lab.artifacts.hashes.isEmpty)
    }

    @Test("a file that is stored again while the old ones are looked through stays")
    func renewed() async throws {
        let lab = Lab()
        lab.artifacts.keep(.named("old"))
        let again = lab.artifacts.keep(.named("again"))
        lab.time.advance(by: .seconds(100 * 3600))
        lab.artifacts.afterListing { lab.artifacts.keep(again) }
        try await tidy(lab)
        #expect(lab.artifacts.hashes == [again])
    }

    @Test("the engine tidies every minute by itself")
    func byItself() async throws {
        let lab = Lab()
        let task = try await lab.ended(.cancelled)
        try await lab.running { _ in
            try await lab.time.sleepers(Lab.asleep)
            lab.time.advance(by: .seconds(86401))
            try await lab.store.wait { try await lab.store.plain.task(task.id, in: nil) == nil }
        }
    }
}
