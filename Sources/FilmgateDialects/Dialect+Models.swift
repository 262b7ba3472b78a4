public import FilmgateDomain

extension Dialect {
    /// Reads a create. Whoever names a model that nobody has is told so before anything else of the body
    /// (ark.md section 2.7).
    public func decodeCreate(
        _ body: JSONValue,
        knowing catalog: ModelCatalog,
        at now: Timestamp
    ) throws(Refusal) -> GenerationRequest {
        do throws(Refusal) {
            return try decodeCreate(body)
        } catch {
            if case .object(let fields) = body, case .string(let name)? = fields["model"], catalog[name] == nil {
                throw catalog.unserved(name, at: now)
            }
            throw error
        }
    }
}
