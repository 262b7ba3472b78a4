import FilmgateDomain
import Testing

@testable import FilmgateEngine

@Suite("The life of a task", .timeLimit(.minutes(5)))
struct LifeTests {
    @Test("a queued task is made, collected and ends as succeeded") func aQueuedTaskIsMadeCollected() async throws {
        let lab = Lab(upstreamID: "up-1")
        try await lab.running { engine in
            let task = try await lab.queued { $0.returnLastFrame = true }
            engine.wake()
            let job = try await lab.provider.next()
            #expect(job.attempt.task.id == task.id)
            #expect(job.attempt.task.attempt == 1)
            let running = try await lab.store.task(task.id, in: .running)
            #expect(running.upstreamID == "up-1")
            #expect(running.startedAt == lab.time.now)
            job.deliver(.sample("one", lastFrame: "/renders/one.png"))

            let done = try await lab.store.task(task.id, in: .succeeded)
            let result = try #require(done.result)
            #expect(result.video == Artifact(hash: .named("/renders/one.mp4"), size: 1000, mediaType: "video/mp4"))
            #expect(result.lastFrame?.hash == .named("/renders/one.png"))
            #expect(result.lastFrame?.mediaType == "image/png")
            #expect(result.pixels == PixelSize(width: 1280, height: 720))
            #expect((result.frames, result.framesPerSecond, result.seconds, result.seed) == (121, 24, 5, 7))
            #expect(done.usage?.totalTokens == 108_900)
            #expect(done.endedAt == lab.time.now)
            #expect(
                try await lab.store.timeline(of: task.id).map(\.kind) == [.accepted, .started, .submitted, .succeeded]
            )
            let attempts = try await lab.store.attempts(of: task.id)
            #expect(attempts.map(\.outcome) == [.succeeded])
            #expect(attempts.first?.upstreamID == "up-1")
        }
    }

    @Test("what the file's header says counts, not what was ordered") func whatTheFilesHeaderSaysCounts() async throws {
        let facts = VideoFacts(
            pixels: PixelSize(width: 864, height: 496),
            frames: 97,
            framesPerSecond: 24,
            hasAudio: true
        )
        let lab = Lab(facts: facts)
        try await lab.running { engine in
            let task = try await lab.queued()
            engine.wake()
            try await lab.provider.next().deliver()
            let result = try #require(try await lab.store.task(task.id, in: .succeeded).result)
            #expect(result.pixels == facts.pixels)
            #expect(result.frames == 97)
            #expect(result.hasAudio)
        }
    }

    @Test("a rejected order fails with the provider's own words") func aRejectedOrderFailsWithThe() async throws {
        let lab = Lab()
        let failure = TaskFailure(code: "OutputVideoSensitiveContentDetected", message: "not this one")
        try await lab.running { engine in
            let task = try await lab.queued()
            engine.wake()
            try await lab.provider.next().fail(.rejected(failure))
            let ended = try await lab.store.task(task.id, in: .failed)
            #expect(ended.failure == failure)
            #expect(ended.attempt == 1)
            #expect(try await lab.store.attempts(of: task.id).map(\.outcome) == [.failed])
        }
    }

    @Test("an unavailable provider is asked three times in all") func anUnavailableProviderIsAskedThree() async throws {
        let lab = Lab()
        try await lab.running { engine in
            let task = try await lab.queued()
            engine.wake()
            for attempt in 1...3 {
                let job = try await lab.provider.next()
                #expect(job.attempt.task.attempt == attempt)
                job.fail(.unavailable("no worker, \(attempt)"))
            }
            let ended = try await lab.store.task(task.id, in: .failed)
            #expect(ended.failure?.code == "InternalServiceError")
            #expect(ended.failure?.message.contains("no worker, 3") == true)
            #expect(try await lab.store.attempts(of: task.id).map(\.outcome) == [.failed, .failed, .failed])
            #expect(lab.provider.asked == 3)
        }
    }

    @Test("a task that was put back succeeds at its next attempt") func aTaskThatWasPutBack() async throws {
        let lab = Lab()
        try await lab.running { engine in
            let task = try await lab.queued()
            engine.wake()
            try await lab.provider.next().fail(.unavailable("once"))
            try await lab.provider.next().deliver()
            let done = try await lab.store.task(task.id, in: .succeeded)
            #expect(done.attempt == 2)
            #expect(
                try await lab.store.timeline(of: task.id).map(\.kind)
                    == [.accepted, .started, .requeued, .started, .succeeded]
            )
        }
    }

    @Test("a video that cannot be kept is made again") func aVideoThatCannotBeKept() async throws {
        let lab = Lab()
        lab.artifacts.failAdoption(1)
        try await lab.running { engine in
            let task = try await lab.queued()
            engine.wake()
            try await lab.provider.next().deliver()
            try await lab.provider.next().deliver()
            #expect(try await lab.store.task(task.id, in: .succeeded).attempt == 2)
        }
    }

    @Test("a model that has left the catalog fails its tasks") func aModelThatHasLeftThe() async throws {
        let lab = Lab()
        var account = lab.mounted.account
        account.models["seedance-0-1"] = "seedance-0-1"
        try await lab.running([.local(lab.provider, account: account)]) { engine in
            let task = try await lab.queued { $0.model = "seedance-0-1" }
            engine.wake()
            let failed = try await lab.store.task(task.id, in: .failed)
            #expect(failed.failure?.message.contains("seedance-0-1") == true)
            #expect(lab.provider.asked == 0)
        }
    }

    @Test("without a provider tasks wait in the queue and still expire") func withoutAProviderTasksWaitIn() async throws
    {
        let lab = Lab()
        let engine = try await Engine(
            store: lab.store,
            providers: lab.directory([]),
            catalog: .standard,
            artifacts: lab.artifacts,
            inspector: lab.inspector,
            moments: lab.time.moments,
            settings: lab.settings,
            logger: Lab.quiet
        )
        let task = try await lab.queued(lives: .seconds(60))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await engine.run() }
            engine.wake()
            try await lab.time.sleepers(Lab.asleep)
            #expect(try await lab.store.task(task.id, in: .queued).attempt == 0)
            lab.time.advance(by: .seconds(60))
            try await lab.store.task(task.id, in: .expired)
            group.cancelAll()
        }
    }
}
