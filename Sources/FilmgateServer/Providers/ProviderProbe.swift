package import FilmgateClient
import FilmgateDialects
package import FilmgateDomain
import FilmgateProviders

/// What one cheap call shows of a configured account: whether it can be reached, whether its key counts, and which of its
/// models it names.
package struct ProviderProbe: Sendable, Equatable {
    package enum Finding: Sendable, Equatable {
        /// For the preview, of which there is nothing to ask.
        case isHere
        case works(milliseconds: Int)
        case keyRefused(detail: String)
        /// The account answered with neither.
        case answered(status: Int, detail: String)
        case unreached(reason: String)
    }

    package var name: ProviderName
    package var dialect: String
    package var finding: Finding
    /// The account's models by its own names, and whether its answer names them; `nil` where the answer names no models.
    package var models: [String: Bool?]

    /// Whether tasks can be sent there as far as can be told.
    package var isWell: Bool {
        switch finding {
        case .isHere, .works: true
        case .keyRefused, .answered, .unreached: false
        }
    }

    /// Asks the account of that entry.
    ///
    /// - Throws: a ``ConfigurationError`` where the entry cannot be what it says.
    package static func ask(
        _ settings: ProviderSettings,
        among all: [ProviderSettings],
        transport: any HTTPTransport,
        now: Timestamp
    ) async throws -> ProviderProbe {
        let catalog = ModelCatalog.standard.adding(openModelsOf: all)
        let plan = try AccountPlan(settings, catalog: catalog, hasLinks: false, now: now)
        let names = Set(plan.account.models.values)
        var probe = ProviderProbe(
            name: settings.name,
            dialect: settings.dialect?.rawValue ?? "preview",
            finding: .isHere,
            models: Dictionary(names.map { ($0, nil) }) { first, _ in first }
        )
        guard let face = plan.face, let address = settings.baseURL else { return probe }
        let endpoint = VendorEndpoint(
            base: try BaseURL(address),
            apiKey: settings.apiKey.isEmpty ? nil : settings.apiKey,
            transport: transport
        )
        let clock = ContinuousClock()
        let began = clock.now
        do throws(TransportError) {
            let reply = try await endpoint.reply(to: face.probe(), timeout: .seconds(20))
            let elapsed = (clock.now - began).components
            let milliseconds = Int(elapsed.seconds * 1000 + elapsed.attoseconds / 1_000_000_000_000_000)
            probe.finding = finding(reply, face: face, milliseconds: milliseconds)
            let told = reply.body.map(Self.modelNames) ?? []
            if !told.isEmpty, probe.isWell {
                for name in names { probe.models[name] = .some(told.contains(name)) }
            }
        } catch {
            probe.finding = .unreached(reason: error.reason)
        }
        return probe
    }

    private static func finding(_ reply: WireReply, face: any ClientFace, milliseconds: Int) -> Finding {
        let detail = String(reply.excerpt.prefix(200))
        switch reply.status {
        case 200..<300: return .works(milliseconds: milliseconds)
        case 401, 403: return .keyRefused(detail: detail)
        default:
            // Where the dialect has nothing better to ask for than a task that is not there, its absence is the answer.
            if case .missing = face.task(reply) { return .works(milliseconds: milliseconds) }
            return .answered(status: reply.status, detail: detail)
        }
    }

    /// The ids in the list of a models answer.
    private static func modelNames(_ body: JSONValue) -> Set<String> {
        guard case .object(let object) = body else { return [] }
        var names: Set<String> = []
        for key in ["data", "models"] {
            guard case .array(let entries)? = object[key] else { continue }
            for case .object(let entry) in entries {
                for key in ["id", "model", "name"] {
                    if case .string(let name)? = entry[key] { names.insert(name) }
                }
            }
        }
        return names
    }
}
