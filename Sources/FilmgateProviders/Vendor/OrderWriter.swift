import FilmgateDialects
import FilmgateDomain

/// Makes a vendor's create of an order: every value that matters said outright, and what the vendor lacks a word for supplied
/// where that does not change the video (DESIGN section 5).
struct OrderWriter: Sendable {
    let account: ProviderAccount
    let face: any ClientFace
    let catalog: ModelCatalog

    struct Written {
        var call: WireCall
        var supplied: [ParameterNote]
    }

    /// Writes the create; `media` are where the order's media are for the vendor, in its order, and `callback` is where it may
    /// tell that the task has changed.
    func write(
        _ order: VideoOrder,
        model: ModelSpec,
        media: [MediaSource],
        draft: String?,
        token: AttemptToken?,
        callback: String? = nil
    ) throws(CannotExpress) -> Written {
        guard let name = name(of: model) else {
            throw CannotExpress("model", value: model.id, "the account does not sell it")
        }
        var request = request(order, model: model, name: name, media: media, draft: draft)
        request.parameters.callbackURL = callback
        var supplied: [ParameterNote] = []
        var parameters: Set<String> = []
        while true {
            do throws(CannotExpress) {
                return Written(call: try face.create(request, token: token), supplied: supplied)
            } catch {
                // Each parameter is supplied once, so this ends.
                guard
                    parameters.insert(error.parameter).inserted,
                    let supply = supply(error.parameter, of: order, model: model)
                else { throw error }
                supply.change(&request.parameters)
                if let note = supply.note { supplied.append(note) }
            }
        }
    }

    /// What the account calls the model. Where it makes a model by a successor, the order is of the successor already, and the
    /// account's word is that of the model that it stands in for.
    func name(of model: ModelSpec) -> String? {
        account.models[model.id] ?? account.models.values.sorted().first { catalog[$0]?.id == model.id }
    }

    private func request(
        _ order: VideoOrder,
        model: ModelSpec,
        name: String,
        media: [MediaSource],
        draft: String?
    ) -> GenerationRequest {
        var bodies: [ContentItem.Body] = []
        if let draft { bodies.append(.draftTask(id: draft)) }
        if !order.prompt.isEmpty, draft == nil { bodies.append(.text(order.prompt)) }
        if draft == nil {
            for (medium, source) in zip(order.media, media) {
                bodies.append(.media(MediaItem(kind: medium.kind, role: medium.role, source: source)))
            }
        }
        let content = bodies.enumerated().map { ContentItem($1, path: "content[\($0)]") }
        return GenerationRequest(model: name, content: content, parameters: parameters(order, model))
    }

    /// Said outright where vendors differ in what they do unasked; left out where every vendor does the same.
    private func parameters(_ order: VideoOrder, _ model: ModelSpec) -> RequestParameters {
        var parameters = RequestParameters()
        let features = account.abilities.features
        parameters.resolution = order.resolution.rawValue
        parameters.ratio = order.ratio.text
        if let frames = order.frames { parameters.frames = frames } else { parameters.duration = order.duration }
        if model.defaultAudio != nil || order.generateAudio { parameters.generateAudio = order.generateAudio }
        if order.watermark || (features.contains(.watermark) && model.parameters.contains(.watermark)) {
            parameters.watermark = order.watermark
        }
        if order.seed != -1 { parameters.seed = order.seed }
        if order.cameraFixed { parameters.cameraFixed = true }
        if order.draft { parameters.draft = true }
        if order.returnLastFrame { parameters.returnLastFrame = true }
        if order.serviceTier == .flex { parameters.serviceTier = ServiceTier.flex.rawValue }
        parameters.safetyIdentifier = order.safetyIdentifier
        parameters.priority = order.extras[.priority].flatMap { Int($0) }
        parameters.outputFormat = order.extras[.outputFormat]
        parameters.omniReferenceTaskType = order.extras[.omniReferenceTaskType]
        parameters.tools = order.extras[.tools]
        return parameters
    }

    private struct Supply {
        var change: (inout RequestParameters) -> Void
        /// `nil` where the client cannot tell the difference.
        var note: ParameterNote?
    }

    /// How Filmgate itself makes up for a word that the vendor lacks; `nil` where it cannot.
    private func supply(_ parameter: String, of order: VideoOrder, model: ModelSpec) -> Supply? {
        switch Parameter(rawValue: parameter) {
        case .ratio:
            guard order.ratio == .adaptive, let ratio = order.fittedRatio ?? account.adaptiveTextRatio else {
                return nil
            }
            let detail = "adaptive was ordered as \(ratio.rawValue)"
            return Supply(
                change: { $0.ratio = ratio.rawValue },
                note: ParameterNote(.altered, Parameter.ratio.rawValue, detail)
            )
        case .duration:
            guard order.duration == -1, order.frames == nil else { return nil }
            let seconds = Self.seconds(of: order, model: model)
            return Supply(
                change: { $0.duration = seconds },
                note: ParameterNote(.altered, Parameter.duration.rawValue, "-1 was ordered as \(seconds) s")
            )
        case .returnLastFrame:
            // Made from the video once it is here.
            return Supply(change: { $0.returnLastFrame = nil })
        case .safetyIdentifier:
            return Supply(change: { $0.safetyIdentifier = nil })
        default:
            return nil
        }
    }

    /// The length for -1 where the vendor cannot choose: the model's usual one. Always the same for the same order.
    static func seconds(of order: VideoOrder, model: ModelSpec) -> Int {
        guard order.duration == -1 else { return order.duration }
        let range = model.duration.automaticRange
        return min(max(model.duration.standard, range.lowerBound), range.upperBound)
    }
}
