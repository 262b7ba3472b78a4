import FilmgateDomain

/// What an account is asked for in place of an order, where its configuration says that it makes the ordered model by
/// another one.
struct ModelMapping: Sendable {
    let rules: RequestRules

    init(catalog: ModelCatalog) {
        rules = RequestRules(catalog: catalog)
    }

    /// What an account makes of an order.
    struct Making: Sendable {
        var order: VideoOrder
        /// Where it is not the ordered one.
        var servedModel: String?
        var notes: [ParameterNote] = []
    }

    func making(_ order: VideoOrder, at account: ProviderAccount) throws(Refusal) -> Making {
        guard
            let there = account.models[order.model],
            let successor = rules.catalog[there],
            successor.id != rules.catalog[order.model]?.id
        else { return Making(order: order) }
        let (mapped, notes) = try rules.remap(order, to: successor)
        return Making(order: mapped, servedModel: successor.id, notes: notes)
    }
}
