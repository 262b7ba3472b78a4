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

    /// What an account bills: the list price of the tier that it was asked for, times its own factor. `counted` are the
    /// tokens that it says, a number that such an order cannot come to says nothing; `delivered` are those of the file.
    static func cost(
        counted: Int?,
        delivered: Int?,
        task: VideoTask,
        model: ModelSpec,
        factor: Int
    ) -> AttemptCost {
        var order = task.order
        order.pricedTier = order.serviceTier
        let price = { [order] (tokens: Int) in
            TokenCount.listPrice(
                tokens: tokens,
                order: order,
                model: model,
                currency: task.hold.currency,
                factor: factor
            )
        }
        let largest = TokenCount.largest(order, model: model)
        // Vendors count in ways of their own, but not by another order of magnitude.
        let counted = counted.flatMap { 0 < $0 && $0 <= largest * 10 ? $0 : nil }
        return AttemptCost(known: (counted ?? delivered).flatMap(price), most: price(counted ?? largest))
    }

    /// The share of the hold that the delivery comes to: by its tokens, and by the price of a token where that is
    /// cheaper than what was ordered, because it is smaller or has no sound.
    static func charge(_ check: DeliveryCheck, task: VideoTask, model: ModelSpec) -> Money {
        var delivered = task.order
        delivered.resolution = check.resolution
        delivered.generateAudio = task.order.generateAudio && check.facts.hasAudio
        let unit = { (order: VideoOrder) in
            TokenCount.listPrice(tokens: 1_000_000, order: order, model: model, currency: task.hold.currency)?.micros
                ?? 0
        }
        return charge(tokens: check.tokens, task: task, model: model, units: (unit(task.order), unit(delivered)))
    }

    /// The share of the hold that so many tokens come to, rounded up, so that the price is the one of acceptance.
    ///
    /// `units` are the prices of a token as ordered and as delivered; where one is unknown the tokens alone count.
    static func charge(
        tokens: Int,
        task: VideoTask,
        model: ModelSpec,
        units: (ordered: Int64, delivered: Int64) = (1, 1)
    ) -> Money {
        let largest = max(TokenCount.largest(task.order, model: model), 1)
        let isCheaper = units.delivered > 0 && units.delivered < units.ordered
        let (above, below) = isCheaper ? (units.delivered, units.ordered) : (1, 1)
        let product = Int128(task.hold.micros) * Int128(min(tokens, largest)) * Int128(above)
        let (quotient, remainder) = product.quotientAndRemainder(dividingBy: Int128(largest) * Int128(below))
        return Money(micros: Int64(clamping: quotient + (remainder > 0 ? 1 : 0)), currency: task.hold.currency)
    }
}
