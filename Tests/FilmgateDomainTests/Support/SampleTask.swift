import FilmgateDomain
import Testing

extension ContentHash {
    static func sample(_ digit: Character = "a") throws -> ContentHash {
        try #require(ContentHash(rawValue: String(repeating: digit, count: 64)))
    }
}

extension Artifact {
    static func sample(_ digit: Character = "a", type: String = "image/png") throws -> Artifact {
        Artifact(hash: try .sample(digit), size: 1000, mediaType: type)
    }
}

extension VideoTask {
    /// A queued task of a valid order.
    static func sample(
        order: VideoOrder? = nil,
        hold: Int64 = 1_742_400,
        createdAt: Timestamp = .sample
    ) throws -> VideoTask {
        let order = try order ?? planned { $0.callbackURL = "https://example.com/hook" }.order
        return VideoTask(
            id: ID(ULID(high: 1, low: 2)),
            project: Project.ID(rawValue: "p"),
            key: nil,
            dialect: .ark,
            order: order,
            createdAt: createdAt,
            deadline: createdAt + .seconds(order.executionExpiresAfter),
            hold: Money(micros: hold, currency: .cny)
        )
    }

    /// A draft that succeeded: 6 s, 16:9, seed 4711.
    static func finishedDraft(_ change: (inout RequestParameters) -> Void = { _ in }) throws -> VideoTask {
        let order = try planned([.words("A cat runs"), .image()]) { parameters in
            parameters.draft = true
            parameters.duration = 6
            parameters.seed = 20
            parameters.watermark = true
            parameters.callbackURL = "https://example.com/draft"
            parameters.safetyIdentifier = "draft-user"
            change(&parameters)
        }
        .complete(with: [TakenMedium(artifact: .sample(), pixels: PixelSize(width: 1600, height: 900))])
        return try sample(order: order).after(.started(AttemptStart(provider: .preview))).after(
            .success(of: order, seed: 4711)
        )
    }

    func after(_ event: TaskEvent) throws -> VideoTask {
        try change(by: event, at: updatedAt + .seconds(10)).task
    }
}

extension TaskEvent {
    /// The video that was ordered, in 16:9.
    static func success(of order: VideoOrder, charge: Int64 = 1000, seed: Int = 1) throws -> TaskEvent {
        let seconds = order.duration == -1 ? 7 : order.duration
        let result = VideoResult(
            video: try .sample("b", type: "video/mp4"),
            lastFrame: nil,
            pixels: try #require(ModelSpec.seedance15Pro.pixels[order.resolution, .landscape]),
            resolution: order.resolution,
            ratio: .landscape,
            seconds: seconds,
            frames: 24 * seconds + 1,
            framesPerSecond: 24,
            hasAudio: order.generateAudio,
            seed: seed
        )
        return .succeeded(
            result,
            TokenUsage(completionTokens: 100),
            charge: Money(micros: charge, currency: .cny),
            deviations: []
        )
    }
}
