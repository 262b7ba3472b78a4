import FilmgateDomain

/// A create in XCompute's words (vendors.md section 2.2; models.md section 8 for the models after 1.5).
struct XComputeOrder {
    private let flat: FlatRequest
    private let isNewer: Bool

    init(_ request: GenerationRequest) throws(CannotExpress) {
        flat = try FlatRequest(request, vendor: "XCompute")
        isNewer = !request.model.contains("1-5") && !request.model.contains("1.5")
    }

    func body() throws(CannotExpress) -> JSONObject {
        let sent = flat.parameters
        try flat.refuseDraft()
        try flat.refuse(butFor: known)
        try flat.refuseMedia(butFor: [.image])
        var body: JSONObject = ["model": .string(flat.request.model), "prompt": .string(try flat.requirePrompt())]
        body["duration"] = try flat.fixedDuration().map { .integer($0) }
        if isNewer {
            body["size"] = sent.ratio.map { .string($0) }
            body["generate_audio"] = flat.generateAudio.map { .bool($0) }
        } else {
            body["aspect_ratio"] = try flat.fixedRatio().map { .string($0) }
            body["audio"] = .bool(flat.generateAudio ?? false)
            body["camerafixed"] = sent.cameraFixed.map { .bool($0) }
        }
        body["resolution"] = resolution.map { .string($0) }
        body["seed"] = sent.seed.map { .integer($0) }
        body["image_with_roles"] = try flat.list(.image, roles: [.firstFrame, .lastFrame])
        body["webhook"] = try webhook(sent.callbackURL).map { .string($0) }
        return body
    }

    /// The vendor's default is 480p for the newer models, Ark's is not.
    private var resolution: String? { flat.parameters.resolution ?? (isNewer ? Resolution.p720.rawValue : nil) }

    /// References of newer models are not among them: the vendor's pages show lists whose names are not published.
    private var known: Set<Parameter> {
        var known: Set<Parameter> = [.callbackURL, .generateAudio, .resolution, .ratio, .duration, .seed]
        if !isNewer { known.insert(.cameraFixed) }
        return known
    }

    /// The vendor posts to `/callback` below the address that it is given, which keeps its query.
    private func webhook(_ address: String?) throws(CannotExpress) -> String? {
        guard let address else { return nil }
        let end = address.firstIndex { $0 == "?" || $0 == "#" } ?? address.endIndex
        guard address[..<end].hasSuffix("/callback") else {
            throw flat.cannot(
                "callback_url",
                value: address,
                "XCompute posts to /callback below an address; it must end so"
            )
        }
        return String(address[..<end].dropLast("/callback".count)) + String(address[end...])
    }
}
