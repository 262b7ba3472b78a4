import FilmgateDomain

/// A delivered video beside its order.
struct DeliveryCheck: Sendable {
    let order: VideoOrder
    /// The model that made it.
    let model: ModelSpec
    let delivery: Delivery
    let facts: VideoFacts

    /// Sizes of a class differ a little between vendors; more than this share of either side is another size.
    private static let tolerance = 0.03

    /// The class of the delivered size; as ordered where it is in no table.
    var resolution: Resolution {
        if matches(order.resolution) { return order.resolution }
        return model.resolutions.first { matches($0) } ?? order.resolution
    }

    private func matches(_ resolution: Resolution) -> Bool {
        AspectRatio.all.contains { ratio in model.pixels[resolution, ratio].map(isNear) ?? false }
    }

    private func isNear(_ size: PixelSize) -> Bool {
        let near = { (left: Int, right: Int) in
            abs(Double(left - right)) <= Double(max(left, right)) * Self.tolerance
        }
        return near(size.width, facts.pixels.width) && near(size.height, facts.pixels.height)
    }

    /// Frames as ordered; `nil` where whoever made the video chose the length.
    private var orderedFrames: Int? {
        if let frames = order.frames { return frames }
        guard order.duration != -1 else { return nil }
        return TokenCount.frames(seconds: order.duration, perSecond: model.framesPerSecond)
    }

    /// Tokens of what was delivered, never more than of what was ordered.
    var tokens: Int {
        let delivered = TokenCount.tokens(pixels: facts.pixels, frames: facts.frames, order: order, model: model)
        return min(delivered, TokenCount.largest(order, model: model))
    }

    /// What is not as ordered, in words for the operator.
    func deviations(wantsLastFrame: Bool, hasLastFrame: Bool) -> [String] {
        var found: [String] = []
        let ratio = order.knownRatio ?? delivery.ratio
        if let size = model.pixels[order.resolution, ratio], !isNear(size) {
            found.append("size: \(facts.pixels.text) instead of \(size.text)")
        }
        // A vendor may count the first frame or not.
        if let frames = orderedFrames, abs(facts.frames - frames) > max(model.framesPerSecond / 2, 1) {
            found.append("length: \(facts.frames) frames instead of \(frames)")
        }
        if facts.framesPerSecond != model.framesPerSecond {
            found.append("frame rate: \(facts.framesPerSecond) instead of \(model.framesPerSecond)")
        }
        if facts.hasAudio != order.generateAudio {
            found.append(
                order.generateAudio ? "audio: ordered, and there is none" : "audio: not ordered, and there is some"
            )
        }
        if wantsLastFrame, !hasLastFrame { found.append("last frame: ordered, and there is none") }
        return found
    }
}
