import FilmgateDomain

/// What a delivered video counts and costs: never more than was held.
enum Settlement {
    /// The list price with the project's factor, rounded up once; `nil` where the model is not sold in the currency.
    static func price(tokens: Int, order: VideoOrder, model: ModelSpec, project: Project) -> Money? {
        TokenCount.listPrice(
            tokens: tokens,
            order: order,
            model: model,
            currency: project.currency,
            factor: project.priceFactor
        )
    }

    /// The share of the hold that the delivery comes to, rounded up, so that the price is the one of acceptance: by its
    /// tokens, and by the price of a token where it is cheaper than what was ordered.
    static func charge(_ check: DeliveryCheck, task: VideoTask, model: ModelSpec) -> Money {
        let largest = max(TokenCount.largest(task.order, model: model), 1)
        var delivered = task.order
        delivered.resolution = check.resolution
        delivered.generateAudio = task.order.generateAudio && check.facts.hasAudio
        let currency = task.hold.currency
        let unit = { (order: VideoOrder) in
            TokenCount.listPrice(tokens: 1_000_000, order: order, model: model, currency: currency)?.micros ?? 0
        }
        let (ordered, cheaper) = (unit(task.order), unit(delivered))
        // Without a price for one of them the tokens alone count.
        let (above, below) = ordered > 0 && cheaper > 0 && cheaper < ordered ? (cheaper, ordered) : (1, 1)
        let product = Int128(task.hold.micros) * Int128(min(check.tokens, largest)) * Int128(above)
        let (quotient, remainder) = product.quotientAndRemainder(dividingBy: Int128(largest) * Int128(below))
        return Money(micros: Int64(clamping: quotient + (remainder > 0 ? 1 : 0)), currency: currency)
    }
}
