import FilmgateDomain
import FilmgateProviders

/// What a reload changes among the accounts, by name.
struct ProviderChanges: Equatable {
    var added: [String] = []
    /// They get nothing new; what is open there is followed to its end.
    var removed: [String] = []
    /// With the keys that changed: `ark-main (concurrency, limits)`.
    var changed: [String] = []

    init(from old: [ProviderSettings], to new: [ProviderSettings]) {
        let before = Dictionary(old.map { ($0.name, $0) }) { first, _ in first }
        let after = Set(new.map(\.name))
        removed = old.map(\.name).filter { !after.contains($0) }.map(\.rawValue)
        for settings in new {
            guard let former = before[settings.name] else {
                added.append(settings.name.rawValue)
                continue
            }
            let keys = settings.differences(from: former)
            if !keys.isEmpty { changed.append("\(settings.name.rawValue) (\(keys.joined(separator: ", ")))") }
        }
    }

    var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty }
}

extension ProviderSettings {
    /// The keys of the configuration whose values differ; never a value, for one is secret.
    fileprivate func differences(from old: ProviderSettings) -> [String] {
        let all: [(String, Bool)] = [
            ("dialect", dialect != old.dialect), ("base_url", baseURL != old.baseURL),
            ("api_key", apiKey != old.apiKey),
            ("concurrency", concurrency != old.concurrency),
            ("flex_concurrency", flexConcurrency != old.flexConcurrency), ("priority", priority != old.priority),
            ("weight", weight != old.weight), ("cost_factor", costFactor != old.costFactor),
            ("limits", limits != old.limits), ("models", models != old.models),
            ("adaptive_text", adaptiveText != old.adaptiveText), ("body", body != old.body),
            ("extra_fields", sendsExtraFields != old.sendsExtraFields),
        ]
        return all.filter(\.1).map(\.0)
    }
}
