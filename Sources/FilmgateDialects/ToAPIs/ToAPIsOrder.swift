import FilmgateDomain

/// A create in ToAPIs' words (vendors.md section 3.2; models.md section 8 for the models after 1.5).
struct ToAPIsOrder {
    private let flat: FlatRequest
    private let token: AttemptToken?
    private let isNewer: Bool

    init(_ request: GenerationRequest, token: AttemptToken?) throws(CannotExpress) {
        flat = try FlatRequest(request, vendor: "ToAPIs")
        self.token = token
        isNewer = !request.model.contains("1-5") && !request.model.contains("1.5")
    }

    func body() throws(CannotExpress) -> JSONObject {
        let sent = flat.parameters
        try flat.refuseDraft()
        try flat.refuse(butFor: known)
        try flat.refuseMedia(butFor: isNewer ? [.image, .video, .audio] : [.image])
        var body: JSONObject = ["model": .string(flat.request.model), "prompt": .string(try flat.requirePrompt())]
        body["duration"] = try flat.fixedDuration().map { .integer($0) }
        body["aspect_ratio"] = try flat.fixedRatio().map { .string($0) }
        let frames: Set<MediaRole> = [.firstFrame, .lastFrame]
        body["image_with_roles"] = try flat.list(.image, roles: isNewer ? frames.union([.referenceImage]) : frames)
        body["video_with_roles"] = try flat.list(.video, roles: [.referenceVideo])
        body["audio_with_roles"] = try flat.list(.audio, roles: [.referenceAudio])
        var metadata: JSONObject = [:]
        metadata["resolution"] = (sent.resolution ?? (isNewer ? Resolution.p720.rawValue : nil)).map { .string($0) }
        metadata["seed"] = sent.seed.map { .integer($0) }
        if isNewer {
            metadata["generate_audio"] = flat.generateAudio.map { .bool($0) }
            body["return_last_frame"] = sent.returnLastFrame.map { .bool($0) }
        } else {
            metadata["audio"] = .bool(flat.generateAudio ?? false)
            metadata["camerafixed"] = sent.cameraFixed.map { .bool($0) }
        }
        body["metadata"] = .object(metadata)
        body["callback_url"] = sent.callbackURL.map { .string($0) }
        body[ToAPIsCreate.clientReference] = try reference().map { .string($0) }
        return body
    }

    private var known: Set<Parameter> {
        var known: Set<Parameter> = [
            .callbackURL, .generateAudio, .resolution, .ratio, .duration, .seed, .clientReference,
        ]
        known.insert(isNewer ? .returnLastFrame : .cameraFixed)
        return known
    }

    /// The attempt's token is the client's own id to the vendor; there is room for one.
    private func reference() throws(CannotExpress) -> String? {
        guard let token, let own = flat.request.clientReference, own != token.text else {
            return token?.text ?? flat.request.clientReference
        }
        throw flat.cannot("client_reference", value: own, "the id of the attempt takes its place at ToAPIs")
    }
}
