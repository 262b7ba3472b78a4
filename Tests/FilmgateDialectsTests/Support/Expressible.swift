import FilmgateDomain

@testable import FilmgateDialects

/// What is left of a request when everything that a vendor has no word for is taken out, one refusal after the other.
struct Expressible {
    var request: GenerationRequest
    var call: WireCall
    /// By Ark's names, in the order of the refusals: what was taken out.
    var lacking: [String]

    /// `nil` where something is refused that is no part of the request, or where taking it out does not help.
    init?(_ whole: GenerationRequest, by face: any ClientFace, token: AttemptToken? = nil) {
        var request = whole
        var lacking: [String] = []
        while true {
            do throws(CannotExpress) {
                call = try face.create(request, token: token)
                self.request = request
                self.lacking = lacking
                return
            } catch {
                guard lacking.count < 64, Self.remove(error.parameter, from: &request) else { return nil }
                lacking.append(error.parameter)
            }
        }
    }

    private static func remove(_ name: String, from request: inout GenerationRequest) -> Bool {
        let before = request
        if name == "content" {
            request.content.append(ContentItem(.text("words"), path: "content[\(request.content.count)]"))
        } else if name.hasPrefix("content["), let end = name.firstIndex(of: "]") {
            guard let index = Int(name[..<end].dropFirst("content[".count)), index < request.content.count else {
                return false
            }
            request.content.remove(at: index)
        } else {
            clear(Parameter(rawValue: name), of: &request)
        }
        return request != before
    }

    private static func clear(_ parameter: Parameter, of request: inout GenerationRequest) {
        switch parameter {
        case .callbackURL: request.parameters.callbackURL = nil
        case .returnLastFrame: request.parameters.returnLastFrame = nil
        case .serviceTier: request.parameters.serviceTier = nil
        case .executionExpiresAfter: request.parameters.executionExpiresAfter = nil
        case .generateAudio: request.parameters.generateAudio = nil
        case .draft: request.parameters.draft = nil
        case .resolution: request.parameters.resolution = nil
        case .ratio: request.parameters.ratio = nil
        case .duration: request.parameters.duration = nil
        case .frames: request.parameters.frames = nil
        case .seed: request.parameters.seed = nil
        case .cameraFixed: request.parameters.cameraFixed = nil
        case .watermark: request.parameters.watermark = nil
        case .safetyIdentifier: request.parameters.safetyIdentifier = nil
        case .priority: request.parameters.priority = nil
        case .tools: request.parameters.tools = nil
        case .outputFormat: request.parameters.outputFormat = nil
        case .omniReferenceTaskType: request.parameters.omniReferenceTaskType = nil
        case .clientReference: request.clientReference = nil
        default: break
        }
    }

    /// The body as the other side parses it.
    func parsed() throws -> JSONValue {
        guard case .json(let value)? = call.body else { throw FlatCase.FixtureError() }
        return try JSONParser.parse(JSONWriter.bytes(value))
    }
}

extension GenerationRequest {
    /// The request without what says nothing: places in the body, notes, and parameters at the default of every model.
    var essence: GenerationRequest {
        var request = self
        request.paths = [:]
        request.notes = []
        for index in request.content.indices { request.content[index].path = "content[\(index)]" }
        if request.parameters.draft == false { request.parameters.draft = nil }
        if request.parameters.serviceTier == "default" { request.parameters.serviceTier = nil }
        if request.parameters.cameraFixed == false { request.parameters.cameraFixed = nil }
        if request.parameters.seed == -1 { request.parameters.seed = nil }
        if request.parameters.returnLastFrame == false { request.parameters.returnLastFrame = nil }
        if request.parameters.executionExpiresAfter == 172_800 { request.parameters.executionExpiresAfter = nil }
        guard content.contains(where: { if case .draftTask = $0.body { true } else { false } }) else { return request }
        // A final takes these from its draft (ark.md section 5).
        request.parameters.generateAudio = nil
        request.parameters.seed = nil
        request.parameters.ratio = nil
        request.parameters.duration = nil
        request.parameters.frames = nil
        request.parameters.cameraFixed = nil
        return request
    }
}
