import FilmgateDomain

/// Takes a delivery over: reads its header, keeps its files, counts its tokens.
struct Collector: Sendable {
    let artifacts: any ArtifactStore
    let inspector: any VideoInspector

    func collect(
        _ delivery: Delivery,
        of task: VideoTask,
        model: ModelSpec
    ) async throws -> (result: VideoResult, usage: TokenUsage, charge: Money) {
        let facts = try await inspector.inspect(fileAt: delivery.videoPath)
        let video = try await artifacts.adopt(fileAt: delivery.videoPath)
        var lastFrame: Artifact?
        if let path = delivery.lastFramePath {
            let file = try await artifacts.adopt(fileAt: path)
            lastFrame = Artifact(hash: file.hash, size: file.size, mediaType: "image/png")
        }
        let result = VideoResult(
            video: Artifact(hash: video.hash, size: video.size, mediaType: "video/mp4"),
            lastFrame: lastFrame,
            pixels: facts.pixels,
            resolution: task.order.resolution,
            ratio: delivery.ratio,
            seconds: delivery.seconds,
            frames: facts.frames,
            framesPerSecond: facts.framesPerSecond,
            hasAudio: facts.hasAudio,
            seed: delivery.seed
        )
        let tokens = TokenCount.tokens(
            pixels: facts.pixels,
            frames: facts.frames,
            draftFactor: TokenCount.draftFactor(task.order, model: model)
        )
        return (
            result, TokenUsage(completionTokens: tokens), Settlement.charge(tokens: tokens, task: task, model: model)
        )
    }
}
