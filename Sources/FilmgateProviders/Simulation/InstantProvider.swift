import Dispatch
package import FilmgateDomain
import Foundation

/// Delivers a copy of one prepared video at once, so that a benchmark sees what everything around a provider costs.
/// With no places at all it takes tasks that nobody ever starts.
package struct InstantProvider: VideoProvider {
    package let name: ProviderName
    package let concurrency: Int

    private let video: Data
    private let directory: String

    /// - Parameters:
    ///   - name: whom it stands for; what a task costs depends on it.
    ///   - concurrency: tasks at a time; 0 leaves every task in the queue.
    ///   - video: the MP4 that each task gets a copy of.
    ///   - directory: where the copies lie until the engine takes them over.
    package init(name: ProviderName, concurrency: Int, video: [UInt8], directory: String) {
        self.name = name
        self.concurrency = concurrency
        self.video = Data(video)
        self.directory = directory
    }

    package func objection(to order: VideoOrder) -> Refusal? { nil }

    package func submit(_ attempt: Attempt) async throws(ProviderError) -> Submission {
        Submission(upstreamID: nil, attempt: attempt)
    }

    package func outcome(
        of submission: Submission,
        releaseSlot: @escaping @Sendable () -> Void
    ) async throws(ProviderError) -> Delivery {
        let task = submission.attempt.task
        let path = "\(directory)/\(task.id.ulid.text.lowercased())-\(task.attempt).mp4"
        let written: Result<Void, any Error> = await withCheckedContinuation { continuation in
            // A write blocks, which the cooperative pool must not.
            DispatchQueue.global().async {
                continuation.resume(returning: Result { try video.write(to: URL(fileURLWithPath: path)) })
            }
        }
        if case .failure(let error) = written { throw .unavailable("the copy cannot be written: \(error)") }
        return Delivery(
            videoPath: path,
            lastFramePath: nil,
            ratio: .landscape,
            seconds: max(task.order.duration, 1),
            seed: max(task.order.seed, 0)
        )
    }
}
