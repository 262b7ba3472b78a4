/// How many tokens a video counts, and what they cost (ark.md section 10).
public enum TokenCount {
    /// `floor(W * H * (24 * d + 1) / 1024)`, as observed on live tasks; a draft counts in thousandths of it.
    public static func tokens(pixels: PixelSize, frames: Int, draftFactor: Int? = nil) -> Int {
        // A delivered file's header may say anything.
        let area = Int128(pixels.width) * Int128(pixels.height)
        let scaled = area * Int128(frames) * Int128(draftFactor ?? 1000)
        return Int(clamping: scaled / (1024 * 1000))
    }

    /// Frames of a video of `seconds`: one more than the seconds hold.
    public static func frames(seconds: Int, perSecond: Int) -> Int {
        seconds * perSecond + 1
    }

    /// The price of `tokens`, rounded up once to the next millionth.
    ///
    /// `factor` is in thousandths and counts before the rounding.
    public static func price(tokens: Int, perMillion: Int64, factor: Int = 1000, currency: Currency) -> Money {
        let product = Int128(tokens) * Int128(perMillion)
        let (exact, overflow) = product.multipliedReportingOverflow(by: Int128(factor))
        guard !overflow else { return Money(micros: .max, currency: currency) }
        let (whole, rest) = exact.quotientAndRemainder(dividingBy: 1_000_000_000)
        return Money(micros: Int64(clamping: whole + (rest > 0 ? 1 : 0)), currency: currency)
    }

    /// The frames that count for a delivered video of `frames`: those of the videos among the inputs count too
    /// (models.md section 5.1), and at least as many as the vendor bills.
    public static func countedFrames(_ frames: Int, order: VideoOrder, model: ModelSpec) -> Int {
        let input = order.media.filter { $0.kind == .video }.compactMap(\.milliseconds).reduce(0, +)
        guard input > 0 else { return frames }
        let floor = model.tokenFloors[order.duration].map { Self.frames(seconds: $0, perSecond: model.framesPerSecond) }
        return max(frames + (input * model.framesPerSecond + 500) / 1000, floor ?? 0)
    }

    /// The tokens of a delivered video.
    public static func tokens(pixels: PixelSize, frames: Int, order: VideoOrder, model: ModelSpec) -> Int {
        tokens(
            pixels: pixels,
            frames: countedFrames(frames, order: order, model: model),
            draftFactor: draftFactor(order, model: model)
        )
    }

    /// The most that an order can come to: `-1` as the longest length, an open ratio as the largest size. References leave
    /// the ratio open, because the prompt may make another of them lead.
    public static func largest(_ order: VideoOrder, model: ModelSpec) -> Int {
        let seconds = order.duration == -1 ? model.duration.automaticRange.upperBound : order.duration
        let frames = order.frames ?? frames(seconds: seconds, perSecond: model.framesPerSecond)
        let isOpen = order.mode == .references && order.ratio == .adaptive
        let known = isOpen ? nil : order.knownRatio.flatMap { model.pixels[order.resolution, $0] }
        let size = known ?? model.pixels.largest(at: order.resolution) ?? PixelSize(width: 0, height: 0)
        return tokens(pixels: size, frames: frames, order: order, model: model)
    }

    /// Thousandths by which the tokens of this order count; `nil` for all that are no drafts.
    public static func draftFactor(_ order: VideoOrder, model: ModelSpec) -> Int? {
        guard order.draft, let factor = model.draft?.tokenFactor else { return nil }
        return order.generateAudio ? factor.audible : factor.silent
    }

    /// What tokens of this order cost at list price times `factor` thousandths; `nil` where the model is not sold in
    /// the currency.
    public static func listPrice(
        tokens: Int,
        order: VideoOrder,
        model: ModelSpec,
        currency: Currency,
        factor: Int = 1000
    ) -> Money? {
        let key = PriceSpec.Key(
            audible: order.generateAudio,
            tier: order.pricedTier,
            resolution: order.resolution,
            videoInput: order.media.contains { $0.kind == .video }
        )
        return model.prices.perMillionTokens(key, in: currency)
            .map { price(tokens: tokens, perMillion: $0, factor: factor, currency: currency) }
    }
}
