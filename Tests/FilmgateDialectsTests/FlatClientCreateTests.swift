import FilmgateDomain
import Foundation
import Testing

@testable import FilmgateDialects

@Suite("Creates that the clients of flat bodies write (vendors.md sections 2.2, 3.2 and 7, models.md section 8)")
struct FlatClientCreateTests {
    private static let round = 100

    @Test("What a client writes is what the vendor's door reads", arguments: FlatFamily.allCases, 0..<10)
    func roundTrip(family: FlatFamily, seed: UInt64) throws {
        var generator = RequestGenerator(seed: seed)
        generator.models = family.models
        for round in 0..<Self.round {
            var request = generator.request()
            let spec = try #require(ModelCatalog.standard[request.model])
            request.model = try #require(family.face.name(of: spec))
            let comment: Comment = "\(family), seed \(seed), round \(round)"
            let sent = try #require(Expressible(request, by: family.face), comment)
            let lacking = Set(sent.lacking.map { String($0.prefix { $0 != "[" }) })
            #expect(lacking.isSubset(of: family.lacking), "\(lacking) \(comment)")
            let read = try family.dialect.decodeCreate(try family.document(sent.call))
            #expect(read.essence.parameters == family.filled(sent.request.essence).parameters, comment)
            #expect(Self.content(read) == Self.content(sent.request), comment)
            #expect(ModelCatalog.standard[read.model]?.id == spec.id, comment)
            #expect(read.clientReference == sent.request.clientReference, comment)
        }
    }

    /// Words in one text, media with their roles: what a flat body keeps of an order's items.
    private static func content(_ request: GenerationRequest) -> [ContentItem.Body] {
        var words: [String] = []
        var others: [ContentItem.Body] = []
        for item in request.content {
            switch item.body {
            case .text(let text): words.append(text)
            case .media(var medium):
                medium.role = medium.role ?? .firstFrame
                others.append(.media(medium))
            case .draftTask: others.append(item.body)
            }
        }
        return (words.isEmpty ? [] : [.text(words.joined(separator: "\n"))]) + others
    }

    @Test("What changes the video and has no word is refused by name, never left out", arguments: FlatFamily.allCases)
    func inexpressible(family: FlatFamily) throws {
        for (parameter, change) in Self.changes where family.lacking.contains(parameter) {
            var request = Self.plain(family)
            change(&request)
            let refusal = #expect(throws: CannotExpress.self) { try family.face.create(request, token: nil) }
            #expect(refusal?.parameter == parameter)
        }
    }

    private static let changes: [(String, @Sendable (inout GenerationRequest) -> Void)] = [
        ("watermark", { $0.parameters.watermark = true }), ("draft", { $0.parameters.draft = true }),
        ("service_tier", { $0.parameters.serviceTier = "flex" }), ("seed", { $0.parameters.seed = 7 }),
        ("return_last_frame", { $0.parameters.returnLastFrame = true }), ("duration", { $0.parameters.duration = -1 }),
        ("ratio", { $0.parameters.ratio = "adaptive" }), ("generate_audio", { $0.parameters.generateAudio = false }),
        ("camera_fixed", { $0.parameters.cameraFixed = true }),
        ("execution_expires_after", { $0.parameters.executionExpiresAfter = 3600 }),
        ("safety_identifier", { $0.parameters.safetyIdentifier = "u" }),
        ("callback_url", { $0.parameters.callbackURL = "https://client.example/hook" }),
        ("client_reference", { $0.clientReference = "order-7" }),
    ]

    private static func plain(_ family: FlatFamily) -> GenerationRequest {
        GenerationRequest(
            model: family.face.name(of: .seedance15Pro) ?? "",
            content: [ContentItem(.text("A cat"), path: "content[0]")]
        )
    }

    @Test("Sound is said where the vendor's default is silence, with Ark's default where the order says nothing")
    func sound() throws {
        let plain = Self.plain(.xcompute)
        var silent = plain
        silent.parameters.generateAudio = false
        for (request, flag) in [(plain, JSONValue.bool(true)), (silent, false)] {
            let xcompute = try FlatFamily.xcompute.document(XComputeClientFace().create(request, token: nil))
            #expect(RemoteFields(xcompute)?.value("audio") == flag)
            let toapis = try FlatFamily.toapis.document(ToAPIsClientFace().create(request, token: nil))
            #expect(RemoteFields(toapis)?.object("metadata")?.value("audio") == flag)
        }
    }

    @Test("A webhook is the callback address without the step that the vendor puts behind it (vendors.md section 2.6)")
    func webhook() throws {
        var request = Self.plain(.xcompute)
        request.parameters.callbackURL = "https://gate.example/hooks/7/callback?key=a"
        let body = try FlatFamily.xcompute.document(XComputeClientFace().create(request, token: nil))
        #expect(RemoteFields(body)?.string("webhook") == "https://gate.example/hooks/7?key=a")
        #expect(try XComputeDialect().decodeCreate(body).parameters.callbackURL == request.parameters.callbackURL)
    }

    @Test("The id of the attempt is the client's own id to ToAPIs, and there is room for one")
    func token() throws {
        let face = ToAPIsClientFace()
        var request = Self.plain(.toapis)
        let token = AttemptToken(text: "fg-01K8SGYNNNVBQTXNR4MM964S7K")
        let body = try FlatFamily.toapis.document(face.create(request, token: token))
        #expect(try ToAPIsDialect().decodeCreate(body).clientReference == token.text)
        request.clientReference = "order-7"
        let refusal = #expect(throws: CannotExpress.self) { try face.create(request, token: token) }
        #expect(refusal?.parameter == "client_reference")
        request.clientReference = token.text
        #expect(throws: Never.self) { try face.create(request, token: token) }
    }

    @Test("OpenAI gets a picture's address in JSON, its bytes in a form; a server with extra fields a form always")
    func encodings() throws {
        let picture = ByteRegion(Array("data:image/png;base64,iVBORw0KGgo=".utf8))
        for (source, isFile) in [(MediaSource.url("https://media.example/cat.png"), false), (.data(picture), true)] {
            var request = Self.plain(.openai)
            request.content.append(
                ContentItem(.media(MediaItem(kind: .image, role: nil, source: source)), path: "content[1]")
            )
            let bare = try OpenAIVideosClientFace().create(request, token: nil)
            #expect(Self.isForm(bare) == isFile)
            #expect(Self.isForm(try OpenAIVideosClientFace(extraFields: true).create(request, token: nil)))
            #expect(!Self.isForm(try OpenAIVideosClientFace(encoding: .json).create(request, token: nil)))
            guard case .form(let parts)? = bare.body else { continue }
            #expect(parts.map(\.name) == ["model", "prompt", "input_reference"])
            guard case .file(let file)? = parts.last?.value else { throw FlatCase.FixtureError() }
            #expect(file.bytes.bytes == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
            #expect(file.mediaType == "image/png")
            #expect(file.filename == "input_reference.png")
        }
    }

    private static func isForm(_ call: WireCall) -> Bool {
        if case .form? = call.body { true } else { false }
    }
}

/// The vendors of this suite, OpenAI's in each of the ways to write to it.
enum FlatFamily: String, CaseIterable, Sendable {
    case xcompute
    case toapis
    case openai
    case openaiJSON
    case openaiExtras
    case openaiExtrasJSON

    var face: any ClientFace {
        switch self {
        case .xcompute: XComputeClientFace()
        case .toapis: ToAPIsClientFace()
        case .openai: OpenAIVideosClientFace()
        case .openaiJSON: OpenAIVideosClientFace(encoding: .json)
        case .openaiExtras: OpenAIVideosClientFace(extraFields: true)
        case .openaiExtrasJSON: OpenAIVideosClientFace(encoding: .json, extraFields: true)
        }
    }

    var dialect: any Dialect {
        switch self {
        case .xcompute: XComputeDialect()
        case .toapis: ToAPIsDialect()
        case .openai, .openaiJSON, .openaiExtras, .openaiExtrasJSON: OpenAIVideosDialect()
        }
    }

    var models: [ModelSpec] { ModelCatalog.standard.models.filter { face.name(of: $0) != nil } }

    /// Of all that a request may carry, what the vendor has no word for in some case.
    var lacking: Set<String> {
        let common: Set<String> = [
            "content", "frames", "priority", "tools", "output_format", "omni_reference_task_type",
        ]
        let vendors: Set<String> = [
            "service_tier", "execution_expires_after", "safety_identifier", "draft", "watermark", "duration", "ratio",
        ]
        return switch self {
        case .xcompute: common.union(vendors).union(["return_last_frame", "callback_url", "client_reference"])
        case .toapis: common.union(vendors).union(["return_last_frame"])
        case .openai, .openaiJSON:
            common.union(vendors).union([
                "return_last_frame", "callback_url", "seed", "camera_fixed", "generate_audio", "resolution",
                "client_reference",
            ])
        case .openaiExtras, .openaiExtrasJSON: ["content", "client_reference"]
        }
    }

    /// What the client says though the request does not, because the vendor's default is another.
    func filled(_ request: GenerationRequest) -> GenerationRequest {
        var request = request
        let model =
            ModelCatalog.standard[request.model]
            ?? ModelCatalog.standard.models.first { face.name(of: $0) == request.model }
        switch self {
        case .xcompute, .toapis:
            request.parameters.generateAudio = request.parameters.generateAudio ?? model?.defaultAudio
            if model?.id != ModelSpec.seedance15Pro.id {
                request.parameters.resolution = request.parameters.resolution ?? "720p"
            }
            if request.parameters.watermark == false { request.parameters.watermark = nil }
        case .openai, .openaiJSON:
            request.parameters.generateAudio = nil
            if request.parameters.watermark == false { request.parameters.watermark = nil }
        case .openaiExtras, .openaiExtrasJSON: break
        }
        return request
    }

    /// The create as the other side reads it.
    func document(_ call: WireCall) throws -> JSONValue {
        switch call.body {
        case .json(let value): return try JSONParser.parse(JSONWriter.bytes(value))
        case .form(let parts):
            let form = parts.map { part in
                switch part.value {
                case .text(let text): FormPart(name: part.name, body: ByteRegion(Array(text.utf8)))
                case .file(let file):
                    FormPart(
                        name: part.name,
                        filename: file.filename,
                        contentType: file.mediaType,
                        body: file.bytes
                    )
                }
            }
            return try #require(try dialect.document(of: form))
        case nil: throw FlatCase.FixtureError()
        }
    }
}
