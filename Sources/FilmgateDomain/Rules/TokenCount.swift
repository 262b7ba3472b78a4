/// How many tokens a video counts, and what they cost (ark.md section 10).
public enum TokenCount {
    /// `floor(W * H * (24 * d + 1) / 1024)`, as observed on live tasks; a draft counts in thousandths of it.
    public static func tokens(pixels: PixelSize, frames: Int, draftFactor: Int? = nil) -> Int {
        let scaled = pixels.width * pixels.height * frames * (draftFactor ?? 1000)
        return scaled / (1024 * 1000)
    }

    /// Frames of a video of `seconds`: one more than the seconds hold.
    public static func frames(seconds: Int, perSecond: Int) -> Int {
        seconds * perSecond + 1
    }

    /// The price of `tokens`, rounded up once to the next millionth.
    public static func price(tokens: Int, perMillion: Int64, currency: Currency) -> Money {
        let (high, low) = Int64(tokens).multipliedFullWidth(by: perMillion)
        let (quotient, remainder) = Int64(1_000_000).dividingFullWidth((high, low))
        return Money(micros: quotient + (remainder > 0 ? 1 : 0), currency: currency)
    }

    /// The most that an order can come to: `-1` as the longest length, an open ratio as the largest size.
    public static func largest(_ order: VideoOrder, model: ModelSpec) -> Int {
        let seconds = order.duration == -1 ? model.duration.automaticRange.upperBound : order.duration
        let frames = order.frames ?? frames(seconds: seconds, perSecond: model.framesPerSecond)
        let size =
            order.knownRatio.flatMap { model.pixels[order.resolution, $0] } ?? model.pixels.largest(at: order.resolution)
        return tokens(
            pixels: size ?? PixelSize(width: 0, height: 0),
            frames: frames,
            draftFactor: draftFactor(order, model: model)
        )
    }

    /// Thousandths by which the tokens of this order count; `nil` for all that are no drafts.
    public static func draftFactor(_ order: VideoOrder, model: ModelSpec) -> Int? {
        guard order.draft, let factor = model.draft?.tokenFactor else { return nil }
        return order.generateAudio ? factor.audible : factor.silent
    }

    /// What tokens of this order cost at list price; `nil` where the model is not sold in the currency.
    public static func listPrice(
        tokens: Int,
        order: VideoOrder,
        model: ModelSpec,
        currency: Currency
    ) -> Money? {
        let key = PriceSpec.Key(
            audible: order.generateAudio,
            tier: order.pricedTier,
            resolution: order.resolution,
            videoInput: order.media.contains { $0.kind == .video }
        )
        return model.prices.perMillionTokens(key, in: currency)
            .map { price(tokens: tokens, perMillion: $0, currency: currency) }
    }
}
