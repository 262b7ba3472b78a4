import FilmgateDomain
import Foundation
import Synchronization

/// Makes videos when the test says so: header and no frames. It passes for the preview.
final class HandProvider: VideoProvider {
    let name = ProviderName.preview
    let concurrency: Int
    private let isAutomatic: Bool
    private let directory: String
    private let endings = Mutex<[VideoTask.ID: Inbox<Result<Void, ProviderError>>]>([:])

    /// With no places every task stays queued; `isAutomatic` delivers at once.
    init(places: Int, isAutomatic: Bool, directory: String) {
        concurrency = places
        self.isAutomatic = isAutomatic
        self.directory = directory
    }

    func finish(_ id: VideoTask.ID) { inbox(id).put(.success(())) }

    func fail(_ id: VideoTask.ID, _ failure: TaskFailure) { inbox(id).put(.failure(.rejected(failure))) }

    private func inbox(_ id: VideoTask.ID) -> Inbox<Result<Void, ProviderError>> {
        endings.withLock { endings in
            let inbox = endings[id] ?? Inbox()
            endings[id] = inbox
            return inbox
        }
    }

    func objection(to order: VideoOrder) -> Refusal? { nil }

    func submit(_ attempt: Attempt) async throws(ProviderError) -> Submission {
        Submission(upstreamID: nil, attempt: attempt)
    }

    func outcome(
        of submission: Submission,
        releaseSlot: @escaping @Sendable () -> Void
    ) async throws(ProviderError) -> Delivery {
        let task = submission.attempt.task
        if !isAutomatic {
            let ending: Result<Void, ProviderError>
            do {
                ending = try await inbox(task.id).take()
            } catch {
                throw .cancelled
            }
            try ending.get()
        }
        let path = "\(directory)/renders/\(task.id.ulid.text).mp4"
        do {
            // Each task's file is one of its own, told apart by its last bytes.
            try Data(BareVideo.bytes + Array(task.id.ulid.text.utf8)).write(to: URL(fileURLWithPath: path))
        } catch {
            throw .unavailable("\(error)")
        }
        return Delivery(videoPath: path, lastFramePath: nil, ratio: .landscape, seconds: 5, seed: 7)
    }
}

/// An MP4 of 864 x 496 with 121 frames, of which there is only the index, and 2,000 bytes that stand for the frames.
enum BareVideo {
    static let bytes: [UInt8] = {
        let entry = big(86) + text("avc1") + zeros(24) + [0x03, 0x60, 0x01, 0xF0] + zeros(50)
        let samples = box("stsd", zeros(4) + big(1) + entry) + box("stts", zeros(4) + big(1) + big(121) + big(1000))
        let media =
            box("mdhd", zeros(12) + big(24_000) + zeros(8)) + box("hdlr", zeros(8) + text("vide") + zeros(13))
            + box("minf", box("stbl", samples))
        let index = box("moov", box("mvhd", zeros(100)) + box("trak", box("tkhd", zeros(84)) + box("mdia", media)))
        let data = box("mdat", (0..<2000).map { UInt8(truncatingIfNeeded: $0) })
        // The bytes that a task adds lie in a box that runs to the file's end.
        return box("ftyp", text("isom") + big(512) + text("isomiso2avc1mp41")) + index + data + big(0) + text("free")
    }()

    private static func box(_ type: String, _ content: [UInt8]) -> [UInt8] {
        big(8 + content.count) + text(type) + content
    }

    private static func big(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

    private static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
}

/// Hands values from those who make them to the one who waits for them, in order.
final class Inbox<Value: Sendable>: Sendable {
    private let stream: AsyncStream<Value>
    private let continuation: AsyncStream<Value>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    func put(_ value: Value) {
        continuation.yield(value)
    }

    /// Nothing more will come.
    func finish() {
        continuation.finish()
    }

    /// The next value; throws when nothing more will come, and when the waiting task is cancelled, which a test's time limit does.
    @discardableResult
    func take() async throws -> Value {
        for await value in stream { return value }
        throw CancellationError()
    }
}
