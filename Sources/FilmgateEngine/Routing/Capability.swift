import FilmgateDomain

/// Why a provider cannot make an order.
enum CapabilityFault: Error {
    case routing(RoutingObjection)
    case refusal(Refusal)
}

extension ProviderDirectory {
    /// The configured providers that can make the order, be they busy or not.
    ///
    /// - Throws: where none can, the refusal that names what stands in the way at the one that comes closest.
    func able(
        _ order: VideoOrder,
        needs: TaskNeeds,
        asked request: GenerationRequest,
        catalog: ModelCatalog,
        now: Timestamp
    ) throws(Refusal) -> [ProviderName] {
        let providers = configured.compactMap(\.mounted)
        guard !providers.isEmpty else {
            throw Refusal(
                .unavailable(retryAfter: .seconds(60)),
                .request,
                .words("no provider is configured", chinese: "未配置任何视频服务")
            )
        }
        var able: [ProviderName] = []
        var faults: [CapabilityFault] = []
        for provider in providers {
            switch making(order, needs: needs, by: provider) {
            case .success: able.append(provider.account.name)
            case .failure(let fault): faults.append(fault)
            }
        }
        guard able.isEmpty else { return able }
        // The one that comes closest says most.
        guard let fault = faults.max(by: { $0.closeness < $1.closeness }) else { return [] }
        switch fault {
        case .refusal(let refusal): throw refusal
        case .routing(.model): throw catalog.unserved(request.model, at: now)
        case .routing(.otherAccount(let account)): throw draftElsewhere(account, request)
        case .routing(.mode(let mode)): throw notServed(.parameter(.content), mode.rawValue, order, catalog)
        case .routing(.feature(let feature)):
            throw notServed(feature.subject(of: order), feature.given(in: order), order, catalog)
        }
    }

    private func draftElsewhere(_ account: ProviderName, _ request: GenerationRequest) -> Refusal {
        let path = RequestRules.draftReference(in: request)?.path ?? "content"
        return Refusal(
            .invalid,
            .item(path: path + ".draft_task.id"),
            .predicate(
                "of a draft whose provider is still configured; \(account.rawValue), which made this one, is not",
                chinese: "生成该样片的服务 \(account.rawValue) 已不在配置中"
            )
        )
    }

    private func notServed(
        _ subject: Refusal.Subject,
        _ given: String?,
        _ order: VideoOrder,
        _ catalog: ModelCatalog
    ) -> Refusal {
        Refusal(
            .unsupported,
            subject,
            given: given,
            .predicate("left out: no configured provider can do this", chinese: "已配置的服务均不支持该取值"),
            mode: order.mode,
            model: catalog[order.model]?.shortName
        )
    }
}

extension CapabilityFault {
    /// How far the order came at the provider.
    fileprivate var closeness: Int {
        switch self {
        case .routing(.model): 0
        case .routing(.otherAccount): 1
        case .routing(.mode): 2
        case .routing(.feature): 3
        case .refusal: 4
        }
    }
}

extension Feature {
    /// The parameter that asks for it.
    fileprivate func subject(of order: VideoOrder) -> Refusal.Subject {
        switch self {
        case .audible, .silent: .parameter(.generateAudio)
        case .promptless, .inlineMedia, .final: .parameter(.content)
        case .adaptiveText: .parameter(.ratio)
        case "flex": .parameter(.serviceTier)
        default: .parameter(Parameter(rawValue: rawValue))
        }
    }

    fileprivate func given(in order: VideoOrder) -> String? {
        switch self {
        case .audible: "true"
        case .silent: "false"
        case .promptless: "no text"
        case .inlineMedia: "a picture without a public address"
        case .final: "a draft"
        case .adaptiveText: order.ratio.text
        case .seed: "\(order.seed)"
        case .frames: order.frames.map(String.init)
        case "flex": "flex"
        case .draft, .watermark, .cameraFixed: "true"
        default: order.extras[Parameter(rawValue: rawValue)]
        }
    }
}
