import FilmgateDomain

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Has one video of each size, length and sound made and hands out further names of its file: a copy costs no bytes.
actor VideoCopies {
    private let maker: any VideoProvider
    private let directory: String
    private var originals: [Kind: Original] = [:]

    /// What tells videos apart.
    private struct Kind: Hashable {
        var model: String
        var resolution: Resolution
        var ratio: AspectRatio
        var seconds: Int
        var frames: Int?
        var isAudible: Bool
        var isDraft: Bool
        var withLastFrame: Bool
    }

    private enum Original {
        /// Who waits for it.
        case inTheMaking([CheckedContinuation<Void, Never>])
        case made(Delivery)
    }

    init(maker: any VideoProvider, directory: String) {
        self.maker = maker
        self.directory = directory
    }

    /// A video for the attempt, in files of its own.
    func delivery(for attempt: Attempt) async throws(ProviderError) -> Delivery {
        let task = attempt.task
        let order = task.order
        let kind = Kind(
            model: order.model,
            resolution: order.resolution,
            ratio: PreviewChoices.ratio(of: order),
            seconds: PreviewChoices.seconds(of: order, model: attempt.model),
            frames: order.frames,
            isAudible: order.generateAudio,
            isDraft: order.draft,
            withLastFrame: order.returnLastFrame
        )
        var delivery = try await original(of: kind, for: attempt)
        let stem = "\(directory)/\(task.id.ulid.text.lowercased())-\(task.attempt)-copy"
        delivery.videoPath = try Self.copy(delivery.videoPath, to: stem + ".mp4")
        if let path = delivery.lastFramePath { delivery.lastFramePath = try Self.copy(path, to: stem + ".png") }
        if order.seed >= 0 { delivery.seed = order.seed }
        return delivery
    }

    private func original(of kind: Kind, for attempt: Attempt) async throws(ProviderError) -> Delivery {
        while true {
            switch originals[kind] {
            case .made(let delivery):
                return delivery
            case .inTheMaking:
                await withCheckedContinuation { continuation in
                    guard case .inTheMaking(var waiting) = originals[kind] else {
                        continuation.resume()
                        return
                    }
                    waiting.append(continuation)
                    originals[kind] = .inTheMaking(waiting)
                }
            case nil:
                return try await make(kind, for: attempt)
            }
        }
    }

    /// Whoever asks first has it made; should that fail, the next one tries.
    private func make(_ kind: Kind, for attempt: Attempt) async throws(ProviderError) -> Delivery {
        originals[kind] = .inTheMaking([])
        var order = attempt.task.order
        order.prompt = "simulated"
        order.media = []
        order.mode = .text
        order.draftTask = nil
        order.seed = 1
        order.ratio = .fixed(kind.ratio)
        order.duration = kind.seconds
        let model = Attempt(task: attempt.task.making(order), model: attempt.model)
        let made: Result<Delivery, ProviderError>
        do throws(ProviderError) {
            let submission = try await maker.submit(model)
            made = .success(try await maker.outcome(of: submission, releaseSlot: {}))
        } catch {
            made = .failure(error)
        }
        if case .inTheMaking(let waiting) = originals[kind] {
            for continuation in waiting { continuation.resume() }
        }
        originals[kind] = (try? made.get()).map(Original.made)
        return try made.get()
    }

    /// A further name of the file.
    private static func copy(_ source: String, to target: String) throws(ProviderError) -> String {
        unlink(target)
        guard link(source, target) == 0 else {
            throw .unavailable("the prepared video cannot be copied: errno \(errno)")
        }
        return target
    }
}
