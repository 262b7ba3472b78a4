/// Whoever makes the video of a task: an upstream account, or the built-in preview.
package protocol VideoProvider: Sendable {
    var name: ProviderName { get }

    /// How many tasks it takes at a time.
    var concurrency: Int { get }

    /// What it takes for a task's video, and what it gives for certain orders: asked before a task is accepted.
    ///
    /// - Returns: why it cannot make the order, or `nil`.
    func objection(to order: VideoOrder) -> Refusal?

    /// Starts an attempt. Returns once the provider has it, or has refused it.
    func submit(_ attempt: Attempt) async throws(ProviderError) -> Submission

    /// Waits until the attempt has ended and brings its files. Cancelling the waiting task gives the attempt up.
    ///
    /// `releaseSlot` may be called early, when what remains is only waiting and another task can have the place.
    func outcome(
        of submission: Submission,
        releaseSlot: @escaping @Sendable () -> Void
    ) async throws(ProviderError) -> Delivery
}

/// What a provider is asked to make.
package struct Attempt: Sendable {
    package var task: VideoTask
    package var model: ModelSpec
    /// Of a final: what the account that made the draft calls it.
    package var draftUpstreamID: String?
    /// Asked right before a create is sent: whether whoever orders it still holds the right to.
    package var maySend: @Sendable () async -> Bool

    package init(
        task: VideoTask,
        model: ModelSpec,
        draftUpstreamID: String? = nil,
        maySend: @escaping @Sendable () async -> Bool = { true }
    ) {
        self.task = task
        self.model = model
        self.draftUpstreamID = draftUpstreamID
        self.maySend = maySend
    }
}

/// An attempt that a provider has taken.
package struct Submission: Sendable {
    /// What the provider calls it; `nil` where it has no names of its own.
    package var upstreamID: String?
    package var attempt: Attempt

    package init(upstreamID: String?, attempt: Attempt) {
        self.upstreamID = upstreamID
        self.attempt = attempt
    }
}

/// A finished video, in files that the engine takes over.
package struct Delivery: Sendable {
    package var videoPath: String
    package var lastFramePath: String?
    package var ratio: AspectRatio
    package var seconds: Int
    package var seed: Int

    package init(videoPath: String, lastFramePath: String?, ratio: AspectRatio, seconds: Int, seed: Int) {
        self.videoPath = videoPath
        self.lastFramePath = lastFramePath
        self.ratio = ratio
        self.seconds = seconds
        self.seed = seed
    }
}

/// Why a provider did not deliver, and what that means for the task.
package enum ProviderError: Error, Sendable, Equatable {
    /// The order itself cannot be made: the task fails with this.
    case rejected(TaskFailure)
    /// Nothing is wrong with the order; another try may help.
    case unavailable(String)
    /// It was given up because the caller went away.
    case cancelled
}
