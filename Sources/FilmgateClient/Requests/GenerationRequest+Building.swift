public import FilmgateDomain

/// Requests in a line or two. Every method returns a changed copy; what is not said is the vendor's default.
extension GenerationRequest {
    /// The model that is asked for where none is named.
    public static let standardModel = ModelSpec.seedance15Pro.id

    /// A video from words, in Chinese or English; `model` is any name of the catalog, or the vendor's own.
    public static func text(_ prompt: String, model: String = standardModel) -> GenerationRequest {
        GenerationRequest(model: model, content: [ContentItem(.text(prompt), path: "content[0]")])
    }

    /// A video from pictures without words; add them with ``firstFrame(_:)`` and its like.
    public static func pictures(model: String = standardModel) -> GenerationRequest {
        GenerationRequest(model: model, content: [])
    }

    /// The full video of a draft, by the draft's id at the same vendor.
    public static func final(ofDraft id: String, model: String = standardModel) -> GenerationRequest {
        GenerationRequest(model: model, content: [ContentItem(.draftTask(id: id), path: "content[0]")])
    }

    /// The picture that the video starts on.
    public func firstFrame(_ picture: LocalMedium) -> GenerationRequest {
        adding(.image, .firstFrame, picture)
    }

    /// The picture that the video ends on.
    public func lastFrame(_ picture: LocalMedium) -> GenerationRequest {
        adding(.image, .lastFrame, picture)
    }

    /// A picture whose content the video takes up, for models that take references.
    public func reference(image: LocalMedium) -> GenerationRequest {
        adding(.image, .referenceImage, image)
    }

    /// A video that the model refers to.
    public func reference(video: LocalMedium) -> GenerationRequest {
        adding(.video, .referenceVideo, video)
    }

    /// A sound that the model refers to.
    public func reference(audio: LocalMedium) -> GenerationRequest {
        adding(.audio, .referenceAudio, audio)
    }

    /// For example ``Resolution/p1080``.
    public func resolution(_ resolution: Resolution) -> GenerationRequest {
        with { $0.resolution = resolution.rawValue }
    }

    /// For example ``AspectRatio/portrait``.
    public func ratio(_ ratio: AspectRatio) -> GenerationRequest {
        with { $0.ratio = ratio.rawValue }
    }

    /// The ratio that fits the picture or the words.
    public func adaptiveRatio() -> GenerationRequest {
        with { $0.ratio = RatioChoice.adaptive.text }
    }

    /// Seconds: 4 to 12 for 1.5 Pro; -1 lets the model choose.
    public func duration(_ seconds: Int) -> GenerationRequest {
        with { $0.duration = seconds }
    }

    /// 0 to 4294967295; the same one gives a similar video.
    public func seed(_ seed: Int) -> GenerationRequest {
        with { $0.seed = seed }
    }

    public func audio(_ isAudible: Bool) -> GenerationRequest {
        with { $0.generateAudio = isAudible }
    }

    public func cameraFixed(_ isFixed: Bool = true) -> GenerationRequest {
        with { $0.cameraFixed = isFixed }
    }

    /// The vendor's visible mark in the corner.
    public func watermark(_ isMarked: Bool = true) -> GenerationRequest {
        with { $0.watermark = isMarked }
    }

    /// A cheap trial at 480p.
    public func draft(_ isDraft: Bool = true) -> GenerationRequest {
        with { $0.draft = isDraft }
    }

    /// Also the last frame as a picture, to go on from.
    public func returnLastFrame(_ isWanted: Bool = true) -> GenerationRequest {
        with { $0.returnLastFrame = isWanted }
    }

    /// Later, at the price of that tier.
    public func tier(_ tier: ServiceTier) -> GenerationRequest {
        with { $0.serviceTier = tier.rawValue }
    }

    /// What you call the task yourself; at ToAPIs a repeated create with it gives the same task.
    public func reference(_ clientReference: String) -> GenerationRequest {
        var request = self
        request.clientReference = clientReference
        return request
    }

    /// Any parameter of the request.
    public func with(_ change: (inout RequestParameters) -> Void) -> GenerationRequest {
        var request = self
        change(&request.parameters)
        return request
    }

    private func adding(_ kind: MediaKind, _ role: MediaRole, _ medium: LocalMedium) -> GenerationRequest {
        var request = self
        let item = MediaItem(kind: kind, role: role, source: medium.source)
        request.content.append(ContentItem(.media(item), path: "content[\(request.content.count)]"))
        return request
    }
}
