package import FilmgateDomain

/// Brings the pictures, videos and sounds of a request into the artifact store and reads their headers; what breaks a
/// rule is refused by name.
package protocol MediaIntake: Sendable {
    /// What was found of each of the plan's media, in their order.
    func take(_ plan: OrderPlan, model: ModelSpec) async throws(Refusal) -> [TakenMedium]
}
