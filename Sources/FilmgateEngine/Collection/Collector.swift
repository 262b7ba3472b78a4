import FilmgateDomain

/// Takes a delivery over: reads its header, keeps its files, compares it with the order, counts its tokens.
struct Collector: Sendable {
    let artifacts: any ArtifactStore
    let inspector: any VideoInspector
    let collected: @Sendable (ContentHash) -> Void

    /// What became of a delivery.
    struct Collected: Sendable {
        var result: VideoResult
        var usage: TokenUsage
        var charge: Money
        /// What is not as ordered, for people.
        var deviations: [String]
    }

    /// - Throws: ``UnreadableVideo`` where the file is no video; else what keeping it failed with.
    func collect(
        _ delivery: Delivery,
        of task: VideoTask,
        model: ModelSpec,
        report: UpstreamReport?
    ) async throws -> Collected {
        let facts: VideoFacts
        do {
            facts = try await inspector.inspect(fileAt: delivery.videoPath)
        } catch {
            throw UnreadableVideo(reason: "\(error)")
        }
        let video = try await artifacts.adopt(fileAt: delivery.videoPath)
        collected(video.hash)
        var lastFrame: Artifact?
        if let path = delivery.lastFramePath {
            let file = try await artifacts.adopt(fileAt: path)
            lastFrame = Artifact(hash: file.hash, size: file.size, mediaType: "image/png")
        }
        var delivery = delivery
        // Where the length was left to whoever made it and nobody says it, the file does.
        if let report, report.seconds == nil, task.order.duration == -1, facts.framesPerSecond > 0 {
            let frames = Double(max(facts.frames - 1, facts.framesPerSecond))
            delivery.seconds = Int((frames / Double(facts.framesPerSecond)).rounded())
        }
        let check = DeliveryCheck(order: task.order, model: model, delivery: delivery, facts: facts)
        let result = VideoResult(
            video: Artifact(hash: video.hash, size: video.size, mediaType: "video/mp4"),
            lastFrame: lastFrame,
            pixels: facts.pixels,
            resolution: check.resolution,
            ratio: delivery.ratio,
            seconds: delivery.seconds,
            frames: facts.frames,
            framesPerSecond: facts.framesPerSecond,
            hasAudio: facts.hasAudio,
            seed: delivery.seed
        )
        return Collected(
            result: result,
            usage: TokenUsage(completionTokens: check.tokens),
            charge: Settlement.charge(check, task: task, model: model),
            deviations: check.deviations(wantsLastFrame: task.order.returnLastFrame, hasLastFrame: lastFrame != nil)
        )
    }
}

/// A file that was delivered as a video and is none.
struct UnreadableVideo: Error {
    var reason: String
}
