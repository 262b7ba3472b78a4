import FilmgateDomain
import Yams

/// The list of upstream accounts.
extension ConfigurationReader {
    private static var dialects: [String] {
        ["ark", "volc", "anyfast", "xcompute", "toapis", "aigeneration", "openai", "preview"]
    }

    private static var keys: [String] {
        [
            "name", "dialect", "base_url", "api_key", "concurrency", "flex_concurrency", "priority", "weight",
            "cost_factor", "limits", "models", "adaptive_text", "body", "extra_fields",
        ]
    }

    func providers(_ node: Node) throws(ConfigurationError) -> [ProviderSettings] {
        var result: [ProviderSettings] = []
        try each(node, key: "providers") { (item) throws(ConfigurationError) in
            let provider = try provider(item)
            if result.contains(where: { $0.name == provider.name }) {
                throw wrong("providers.name", item, "must be unique; \(provider.name.rawValue) stands twice")
            }
            if provider.dialect == nil, result.contains(where: { $0.dialect == nil }) {
                throw wrong("providers.dialect", item, "must be preview only once: there is one renderer")
            }
            result.append(provider)
        }
        return result
    }

    private func provider(_ node: Node) throws(ConfigurationError) -> ProviderSettings {
        guard let mapping = node.mapping else {
            throw wrong("providers", node, "must hold mappings with name, dialect, base_url and api_key")
        }
        guard let dialectNode = mapping["dialect"] else {
            throw wrong("providers.dialect", node, "must be set to \(Self.dialects.joined(separator: ", "))")
        }
        let dialect = try word(dialectNode, "providers.dialect", Self.dialects)
        let name = try mapping["name"].map { (node) throws(ConfigurationError) in try providerName(node) }
        var result = ProviderSettings(
            name: name ?? ProviderName(rawValue: dialect),
            dialect: dialect == "preview" ? nil : DialectName(rawValue: dialect)
        )
        // Holds, charges and recovery know by the name alone what is free and made here.
        guard (result.dialect == nil) == (result.name == .preview) else {
            let right =
                result.dialect == nil
                ? "preview, or left out, for the dialect preview" : "another than preview, which is the renderer's"
            throw wrong("providers.name", mapping["name"] ?? node, "must be \(right); it is \(result.name.rawValue)")
        }
        result.file = path
        result.line = node.mark?.line
        if result.dialect != nil { result.concurrency = ProviderSettings.standardConcurrency }
        if result.dialect == .ark { result.baseURL = ProviderSettings.arkAddress }
        let before = problems.count
        try section(node, key: "providers") { (key, node) throws(ConfigurationError) in
            try setting(key, node, of: &result)
        }
        guard problems.count == before else { return result }
        if result.dialect != nil, result.baseURL == nil {
            throw wrong("providers.base_url", node, "must be set to the address of \(result.name.rawValue)")
        }
        // A self-hosted server of the OpenAI dialect may ask for no key.
        if let dialect = result.dialect, dialect != .openai, result.apiKey.isEmpty {
            throw wrong(
                "providers.api_key",
                node,
                "must be set for \(result.name.rawValue), for example to ${\(dialect.rawValue.uppercased())_API_KEY}"
            )
        }
        return result
    }

    private func setting(_ key: String, _ node: Node, of result: inout ProviderSettings) throws(ConfigurationError) {
        let isPreview = result.dialect == nil
        switch key {
        case "providers.name", "providers.dialect": break
        case "providers.concurrency": result.concurrency = try integer(node, key, 1...1_000_000)
        case "providers.priority": result.priority = try integer(node, key, 0...1000)
        case "providers.weight": result.weight = try integer(node, key, 1...1000)
        case "providers.models": result.models = try models(node)
        case _ where isPreview && Self.keys.contains(String(key.dropFirst("providers.".count))):
            throw wrong(key, node, "has no meaning for the preview and must be left out")
        case "providers.base_url": result.baseURL = try address(node, key)
        case "providers.api_key": result.apiKey = try secret(node, key)
        case "providers.flex_concurrency": result.flexConcurrency = try integer(node, key, 1...1_000_000)
        case "providers.cost_factor": result.costFactor = try factor(node, key)
        case "providers.limits": result.limits = try limits(node)
        case "providers.adaptive_text": result.adaptiveText = try ratio(node, key)
        case "providers.body":
            try only(.openai, key, node, result)
            let forms = ProviderSettings.BodyForm.allCases.map(\.rawValue)
            result.body = ProviderSettings.BodyForm(rawValue: try word(node, key, forms)) ?? result.body
        case "providers.extra_fields":
            try only(.openai, key, node, result)
            result.sendsExtraFields = try flag(node, key)
        default: throw unknown(key, node, known: Self.keys)
        }
    }

    private func only(
        _ dialect: DialectName,
        _ key: String,
        _ node: Node,
        _ provider: ProviderSettings
    ) throws(ConfigurationError) {
        guard provider.dialect != dialect else { return }
        throw wrong(
            key,
            node,
            "belongs to the dialect \(dialect.rawValue) and has no meaning for \(provider.dialect?.rawValue ?? "preview")"
        )
    }

    /// It stands in a header, in paths and in logs.
    private func providerName(_ node: Node) throws(ConfigurationError) -> ProviderName {
        let text = try string(node, "providers.name")
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        guard isPlain, (1...64).contains(text.utf8.count) else {
            throw wrong(
                "providers.name",
                node,
                "must be 1 to 64 letters, digits, dots, hyphens or underscores, not \(text)"
            )
        }
        return ProviderName(rawValue: text)
    }

    /// What is wrong with a key is said without saying the key.
    private func secret(_ node: Node, _ key: String) throws(ConfigurationError) -> String {
        let text = try string(node, key)
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw wrong(key, node, "must be a key of visible ASCII characters without spaces")
        }
        return text
    }

    private func limits(_ node: Node) throws(ConfigurationError) -> LimitSettings {
        var result = LimitSettings()
        try section(node, key: "providers.limits") { (key, node) throws(ConfigurationError) in
            switch key {
            case "providers.limits.create": result.create = try rate(node, key)
            case "providers.limits.get": result.get = try rate(node, key)
            case "providers.limits.list": result.list = try rate(node, key)
            case "providers.limits.delete": result.delete = try rate(node, key)
            default: throw unknown(key, node, known: ["create", "get", "list", "delete"])
            }
        }
        return result
    }

    /// `{here: there}`, or a list of names, or of such pairs.
    private func models(_ node: Node) throws(ConfigurationError) -> [ModelNaming] {
        let key = "providers.models"
        var result: [ModelNaming] = []
        let before = problems.count
        func pairs(_ node: Node) throws(ConfigurationError) {
            try section(node, key: "") { (here, node) throws(ConfigurationError) in
                result.append(ModelNaming(here: here, there: try modelName(node, key)))
            }
        }
        if node.mapping != nil {
            try pairs(node)
        } else {
            guard node.sequence != nil else {
                throw wrong(key, node, "must be a mapping of names here to names there, or a list of names")
            }
            try each(node, key: key) { (item) throws(ConfigurationError) in
                if item.mapping != nil {
                    try pairs(item)
                } else {
                    result.append(ModelNaming(here: try modelName(item, key)))
                }
            }
        }
        guard !result.isEmpty || problems.count > before else {
            throw wrong(key, node, "must name at least one model, or be left out")
        }
        return result
    }

    private func modelName(_ node: Node, _ key: String) throws(ConfigurationError) -> String {
        let text = try string(node, key)
        guard (1...200).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw wrong(key, node, "must hold model names of 1 to 200 visible ASCII characters, not \(text)")
        }
        return text
    }

    /// A ratio, or `refuse`.
    private func ratio(_ node: Node, _ key: String) throws(ConfigurationError) -> AspectRatio? {
        let text = try string(node, key)
        if text == "refuse" { return nil }
        guard let ratio = AspectRatio(rawValue: text), AspectRatio.all.contains(ratio) else {
            let ratios = AspectRatio.all.map(\.rawValue).joined(separator: ", ")
            throw wrong(key, node, "must be \(ratios) or refuse, not \(text)")
        }
        return ratio
    }
}

extension ProviderSettings {
    /// Ark's own address (ark.md section 1).
    static let arkAddress = "https://ark.cn-beijing.volces.com"

    /// The one account that a key in the environment alone makes.
    package static func ark(environment: [String: String]) -> ProviderSettings? {
        guard let key = environment["ARK_API_KEY"], !key.isEmpty else { return nil }
        var result = ProviderSettings(name: "ark", dialect: .ark)
        result.apiKey = key
        result.baseURL = environment["ARK_BASE_URL"].flatMap { $0.isEmpty ? nil : $0 } ?? arkAddress
        result.concurrency = standardConcurrency
        return result
    }
}
