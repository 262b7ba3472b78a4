package import FilmgateClient
package import FilmgateDialects
package import FilmgateDomain

/// One account at a vendor, in whatever dialect it speaks: makes the vendor's words of an order and reads what comes back.
///
/// It keeps nothing and repeats nothing: each call is one exchange, and what follows from it is the engine's.
package struct VendorProvider: UpstreamProvider {
    package let account: ProviderAccount

    let face: any ClientFace
    let endpoint: VendorEndpoint
    let artifacts: any ArtifactStore
    let catalog: ModelCatalog
    let files: any FileFetcher
    let tools: any MediaTools
    let workshop: Workshop
    let link: (@Sendable (Artifact) async -> String?)?
    let callback: (@Sendable () -> String)?
    let timeouts: VendorTimeouts

    /// Makes the provider of an account.
    ///
    /// `files` fetches links that lead elsewhere than to the vendor's API; `link` gives a picture an address under our own
    /// `public_url`, and `callback` says where the vendor may tell that a task has changed; both are `nil` where there is
    /// nothing that a vendor could reach.
    package init(
        account: ProviderAccount,
        face: any ClientFace,
        endpoint: VendorEndpoint,
        artifacts: any ArtifactStore,
        catalog: ModelCatalog,
        files: any FileFetcher,
        tools: any MediaTools,
        workshop: Workshop,
        link: (@Sendable (Artifact) async -> String?)? = nil,
        callback: (@Sendable () -> String)? = nil,
        timeouts: VendorTimeouts = VendorTimeouts()
    ) {
        self.account = account
        self.face = face
        self.endpoint = endpoint
        self.artifacts = artifacts
        self.catalog = catalog
        self.files = files
        self.tools = tools
        self.workshop = workshop
        self.link = link
        self.callback = face.traits.callsBack ? callback : nil
        self.timeouts = timeouts
    }

    package var token: TokenStyle { face.traits.token }

    package var lists: Bool { face.traits.list != nil }

    package var cancels: Bool { face.traits.cancels }

    package func objection(to order: VideoOrder) -> Refusal? {
        do throws(CannotExpress) {
            guard let model = catalog[order.model] else {
                throw CannotExpress("model", value: order.model, "it is not in the catalog")
            }
            let courier = MediaCourier(provider: self)
            for (index, medium) in order.media.enumerated() { try courier.check(medium, at: index, of: order) }
            _ = try writer.write(
                order,
                model: model,
                media: order.media.map { _ in .url(Self.someAddress) },
                draft: order.draftTask.map { _ in "draft" },
                token: nil
            )
            return nil
        } catch {
            return Refusal(error, at: account.name)
        }
    }

    package func supplied(for order: VideoOrder) -> [ParameterNote] {
        guard let model = catalog[order.model] else { return [] }
        let written = try? writer.write(
            order,
            model: model,
            media: order.media.map { _ in .url(Self.someAddress) },
            draft: order.draftTask.map { _ in "draft" },
            token: nil
        )
        return written?.supplied ?? []
    }

    var writer: OrderWriter { OrderWriter(account: account, face: face, catalog: catalog) }

    /// Stands for the address that a medium will have.
    private static let someAddress = "https://media.invalid/1"
}

/// How long single exchanges with a vendor may take.
package struct VendorTimeouts: Sendable {
    /// Vendors fetch and check pictures before they answer a create.
    package var create: Duration = .seconds(120)
    package var read: Duration = .seconds(15)
    package var list: Duration = .seconds(30)
    package var upload: Duration = .seconds(120)
    package var download: Duration = .seconds(600)
    package var downloadIdle: Duration = .seconds(30)
    /// Before a download that broke off is taken up again.
    package var downloadPause: Duration = .milliseconds(500)

    package init() {}
}

extension Refusal {
    /// Why an account cannot make an order, by the parameter's name.
    init(_ cannot: CannotExpress, at account: ProviderName) {
        let isItem = cannot.parameter.hasPrefix("content[")
        let given = cannot.value.map { " \($0)" } ?? ""
        let name = account.rawValue
        self.init(
            .unsupported,
            isItem ? .item(path: cannot.parameter) : .parameter(Parameter(rawValue: cannot.parameter)),
            given: cannot.value,
            .words(
                "The parameter `\(cannot.parameter)`\(given) cannot be ordered from the provider \(name): "
                    + "\(cannot.reason).",
                chinese: "参数 `\(cannot.parameter)`\(given) 无法由服务商 \(name) 提供"
            )
        )
    }
}
