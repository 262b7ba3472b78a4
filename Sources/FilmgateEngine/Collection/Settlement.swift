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

    /// The share of the hold that the delivered tokens come to, rounded up, so that the price is the one of acceptance.
    static func charge(tokens: Int, task: VideoTask, model: ModelSpec) -> Money {
        let largest = max(TokenCount.largest(task.order, model: model), 1)
        let (high, low) = task.hold.micros.multipliedFullWidth(by: Int64(min(tokens, largest)))
        let (quotient, remainder) = Int64(largest).dividingFullWidth((high, low))
        return Money(micros: quotient + (remainder > 0 ? 1 : 0), currency: task.hold.currency)
    }
}
