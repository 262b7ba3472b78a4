package import FilmgateDomain
package import FilmgateRenderer

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Makes videos on this machine, with no account, GPU or network. It is not a model, and nothing it makes passes for one.
package struct PreviewProvider: VideoProvider {
    package let name = ProviderName.preview
    package let concurrency: Int

    private let process: RenderProcess
    private let artifacts: any ArtifactStore
    private let catalog: ModelCatalog
    /// Where renders write before the engine takes the files over.
    private let directory: String
    private let mark: Bool
    private let sleep: @Sendable (Duration) async throws -> Void
    private let parked = ParkingLot()

    package init(
        workers: Int,
        process: RenderProcess,
        artifacts: any ArtifactStore,
        catalog: ModelCatalog,
        directory: String,
        mark: Bool,
        sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        concurrency = workers
        self.process = process
        self.artifacts = artifacts
        self.catalog = catalog
        self.directory = directory
        self.mark = mark
        self.sleep = sleep
    }

    package func objection(to order: VideoOrder) -> Refusal? {
        PreviewLimits.objection(to: order, model: catalog[order.model]) ?? SimulationCommands(order.prompt).objection()
    }

    package func submit(_ attempt: Attempt) async throws(ProviderError) -> Submission {
        Submission(upstreamID: nil, attempt: attempt)
    }

    package func outcome(
        of submission: Submission,
        releaseSlot: @escaping @Sendable () -> Void
    ) async throws(ProviderError) -> Delivery {
        let task = submission.attempt.task
        let simulated = SimulationCommands(task.order.prompt)
        if let failure = simulated.taskFailure(of: task.id) {
            try await wait(simulated.seconds, releaseSlot)
            throw .rejected(failure)
        }
        let delivery = try await render(submission.attempt, prompt: simulated.prompt)
        try await wait(simulated.seconds, releaseSlot)
        return delivery
    }

    /// Puts the end off without keeping the place from others, as long as there is room for one more to wait.
    private func wait(_ seconds: Int, _ releaseSlot: @Sendable () -> Void) async throws(ProviderError) {
        guard seconds > 0 else { return }
        let isParked = parked.enter()
        if isParked { releaseSlot() }
        defer { if isParked { parked.leave() } }
        do {
            try await sleep(.seconds(seconds))
        } catch {
            throw .cancelled
        }
    }

    private func render(_ attempt: Attempt, prompt: String) async throws(ProviderError) -> Delivery {
        let order = attempt.task.order
        let ratio = PreviewChoices.ratio(of: order)
        let seconds = PreviewChoices.seconds(of: order, model: attempt.model)
        guard let pixels = attempt.model.pixels[order.resolution, ratio] else {
            throw .rejected(
                TaskFailure(
                    code: "InternalServiceError",
                    message: "no size for \(order.resolution.rawValue) \(ratio.rawValue)"
                )
            )
        }
        let stem = "\(directory)/\(attempt.task.id.ulid.text.lowercased())-\(attempt.task.attempt)"
        let seed = PreviewChoices.seed(of: attempt.task)
        let job = RenderJob(
            width: pixels.width,
            height: pixels.height,
            seconds: seconds,
            frameCount: order.frames,
            prompt: prompt,
            seed: seed,
            firstFrame: try await path(order.medium(.firstFrame)),
            lastFrame: try await path(order.medium(.lastFrame)),
            references: try await references(of: order),
            cameraFixed: order.cameraFixed,
            watermark: order.watermark,
            audio: order.generateAudio,
            mark: mark,
            output: stem + ".mp4",
            lastFrameOutput: order.returnLastFrame ? stem + ".png" : nil
        )
        do throws(RenderError) {
            _ = try await process.run(job)
        } catch {
            // A killed child leaves what it had written.
            for path in [job.output, job.lastFrameOutput].compactMap(\.self) { unlink(path) }
            throw Self.meaning(of: error)
        }
        return Delivery(
            videoPath: job.output,
            lastFramePath: job.lastFrameOutput,
            ratio: ratio,
            seconds: seconds,
            seed: Int(seed)
        )
    }

    private func references(of order: VideoOrder) async throws(ProviderError) -> [RenderReference] {
        guard order.mode == .references else { return [] }
        var references: [RenderReference] = []
        for medium in order.media {
            guard let kind = RenderReference.Kind(rawValue: medium.kind.rawValue), let path = try await path(medium)
            else {
                continue
            }
            references.append(RenderReference(kind: kind, path: path))
        }
        return references
    }

    private func path(_ medium: OrderedMedium?) async throws(ProviderError) -> String? {
        guard let medium else { return nil }
        do {
            if let path = try await artifacts.localPath(of: medium.artifact.hash) { return path }
        } catch {
            throw .unavailable("the artifact store does not answer: \(error)")
        }
        throw .rejected(TaskFailure(code: "InvalidParameter", message: "The \(medium.role.rawValue) file is gone."))
    }

    private static func meaning(of error: RenderError) -> ProviderError {
        switch error {
        case .pictureUnreadable(let picture):
            .rejected(
                TaskFailure(
                    code: "InvalidParameter",
                    message: "The parameter `content` specified in the request is not valid: "
                        + "the \(picture.rawValue) image cannot be decoded."
                )
            )
        case .timedOut: .unavailable("the render took too long")
        case .cancelled: .cancelled
        case .failed(_, let detail): .unavailable("the render failed: \(detail)")
        }
    }
}
