import FilmgateDomain
import Testing

@testable import FilmgateDialects

@Suite("What the clients of Ark's body send, to the letter")
struct ArkClientCallTests {
    private static let text = ContentItem(.text("a cat"), path: "content[0]")

    private static func request(_ change: (inout GenerationRequest) -> Void = { _ in }) -> GenerationRequest {
        var request = GenerationRequest(model: "doubao-seedance-1-5-pro-251215", content: [text])
        change(&request)
        return request
    }

    private static func body(
        of request: GenerationRequest,
        by family: ArkFamily = .ark,
        token: AttemptToken? = nil
    ) throws -> String {
        let call = try family.client.create(request, token: token)
        guard case .json(let value)? = call.body else { throw FlatCase.FixtureError() }
        return JSONWriter.text(value)
    }

    @Test("A create goes to the vendor's own path", arguments: ArkFamily.allCases)
    func paths(family: ArkFamily) throws {
        let call = try family.client.create(Self.request(), token: nil)
        let door = family.dialect.operations.filter { $0.kind == .create }
        #expect(door.contains { $0.method == call.method && $0.path == call.path }, "\(call.path)")
        let read = family.client.read("a/b?c 猫")
        #expect(read.method == "GET")
        #expect(read.path.hasSuffix("/a%2Fb%3Fc%20%E7%8C%AB"), "\(read.path)")
        #expect(family.client.read("..").path.hasSuffix("/%2E%2E"))
    }

    @Test("The examples of ark.md section 5: a draft and its final")
    func draftAndFinal() throws {
        let draft = Self.request { request in
            request.content.append(
                ContentItem(
                    .media(MediaItem(kind: .image, role: nil, source: .url("https://..."))),
                    path: "content[1]"
                )
            )
            request.parameters.seed = 20
            request.parameters.duration = 6
            request.parameters.draft = true
        }
        #expect(
            try Self.body(of: draft)
                == #"{"model":"doubao-seedance-1-5-pro-251215","content":[{"type":"text","text":"a cat"},"#
                + #"{"type":"image_url","image_url":{"url":"https://..."}}],"draft":true,"duration":6,"seed":20}"#
        )
        let final = Self.request { request in
            request.content = [ContentItem(.draftTask(id: "cgt-2026****-pzjqb"), path: "content[0]")]
            request.parameters.watermark = false
            request.parameters.resolution = "720p"
            request.parameters.returnLastFrame = true
            request.parameters.serviceTier = "default"
            // What a final takes from its draft is not said again.
            request.parameters.generateAudio = true
            request.parameters.duration = 6
            request.parameters.ratio = "16:9"
            request.parameters.seed = 20
            request.parameters.cameraFixed = true
        }
        #expect(
            try Self.body(of: final)
                == #"{"model":"doubao-seedance-1-5-pro-251215","#
                + #""content":[{"type":"draft_task","draft_task":{"id":"cgt-2026****-pzjqb"}}],"#
                + #""return_last_frame":true,"resolution":"720p","watermark":false}"#
        )
    }

    @Test("What trips `must be empty` on 2.x is left out (models.md section 7)", arguments: ArkFamily.allCases)
    func defaults(family: ArkFamily) throws {
        let request = Self.request { request in
            request.parameters.draft = false
            request.parameters.serviceTier = "default"
            request.parameters.cameraFixed = false
            request.parameters.seed = -1
            request.parameters.returnLastFrame = false
            request.parameters.generateAudio = false
            request.parameters.watermark = false
        }
        #expect(
            try Self.body(of: request, by: family)
                == #"{"model":"doubao-seedance-1-5-pro-251215","content":[{"type":"text","text":"a cat"}],"#
                + #""generate_audio":false,"watermark":false}"#
        )
    }

    @Test("A model without sound is not told to be silent")
    func silentModel() throws {
        let request = Self.request { request in
            request.model = "doubao-seedance-1-0-pro-250528"
            request.parameters.generateAudio = false
        }
        #expect(try !Self.body(of: request).contains("generate_audio"))
    }

    @Test("References of every kind, and what only 2.5 knows (models.md section 3)")
    func references() throws {
        let request = Self.request { request in
            request.model = "dreamina-seedance-2-5-260628"
            let media: [(MediaKind, MediaRole, String)] = [
                (.image, .referenceImage, "https://a/i.png"), (.video, .referenceVideo, "asset://v"),
                (.audio, .referenceAudio, "https://a/s.wav"),
            ]
            for (kind, role, url) in media {
                let item = MediaItem(kind: kind, role: role, source: .url(url))
                request.content.append(ContentItem(.media(item), path: "content[\(request.content.count)]"))
            }
            request.parameters.priority = 3
            request.parameters.tools = #"[{"type":"web_search"}]"#
            request.parameters.outputFormat = "mov"
            request.parameters.omniReferenceTaskType = "reference"
        }
        let expected =
            #"{"model":"dreamina-seedance-2-5-260628","content":[{"type":"text","text":"a cat"},"#
            + #"{"type":"image_url","image_url":{"url":"https://a/i.png"},"role":"reference_image"},"#
            + #"{"type":"video_url","video_url":{"url":"asset://v"},"role":"reference_video"},"#
            + #"{"type":"audio_url","audio_url":{"url":"https://a/s.wav"},"role":"reference_audio"}],"#
            + #""priority":3,"tools":[{"type":"web_search"}],"output_format":"mov","#
            + #""omni_reference_task_type":"reference"}"#
        #expect(try Self.body(of: request) == expected)
        #expect(try Self.body(of: request, by: .volc) == expected)
    }

    @Test("The token is sent as what the vendor echoes (ark.md section 6)", arguments: [ArkFamily.ark, .volc])
    func token(family: ArkFamily) throws {
        let request = Self.request { $0.parameters.executionExpiresAfter = 172_800 }
        let plain = AttemptToken(text: "t-1", expiry: 172_800)
        #expect(family.client.traits.token == .expiry)
        #expect(
            try Self.body(of: request, by: family, token: plain)
                .hasSuffix(#","execution_expires_after":172800,"safety_identifier":"t-1"}"#)
        )
        let own = Self.request { $0.parameters.safetyIdentifier = "user-1" }
        let alone = AttemptToken(text: "t-1", expiry: 7201, isExpiryAlone: true)
        #expect(
            try Self.body(of: own, by: family, token: alone)
                .hasSuffix(#","execution_expires_after":7201,"safety_identifier":"user-1"}"#)
        )
    }

    @Test("A picture inside of the request is sent from where it lies")
    func inline() throws {
        let data = ByteRegion(Array("data:image/png;base64,AAAA".utf8))
        let request = Self.request { request in
            request.content.append(
                ContentItem(
                    .media(MediaItem(kind: .image, role: .firstFrame, source: .data(data))),
                    path: "content[1]"
                )
            )
        }
        guard
            case .json(.object(let body))? = try ArkClientFace().create(request, token: nil).body,
            case .array(let items)? = body["content"], case .object(let item)? = items.last,
            case .object(let image)? = item["image_url"], case .long(let sent)? = image["url"]
        else {
            Issue.record("the picture is not a region of bytes")
            return
        }
        #expect(sent.withUnsafeBytes { $0.baseAddress } == data.withUnsafeBytes { $0.baseAddress })
    }

    @Test("What a vendor has no word for is named by Ark's name, with its value")
    func inexpressible() throws {
        func objection(_ family: ArkFamily, _ change: (inout GenerationRequest) -> Void) -> [String?]? {
            do throws(CannotExpress) {
                _ = try family.client.create(Self.request(change), token: nil)
                return nil
            } catch {
                return [error.parameter, error.value]
            }
        }
        let picture = ContentItem(
            .media(MediaItem(kind: .image, role: .firstFrame, source: .url("https://a/i.png"))),
            path: "content[0]"
        )
        func medium(_ kind: MediaKind, _ role: MediaRole?, _ source: MediaSource) -> ContentItem {
            ContentItem(.media(MediaItem(kind: kind, role: role, source: source)), path: "content[1]")
        }
        let data = MediaSource.data(ByteRegion(Array("data:image/png;base64,AAAAAAAAAAAAAAAA".utf8)))
        #expect(objection(.anyfast) { $0.parameters.serviceTier = "flex" } == ["service_tier", "flex"])
        #expect(objection(.anyfast) { $0.parameters.returnLastFrame = true } == ["return_last_frame", "true"])
        #expect(
            objection(.anyfast) { $0.parameters.executionExpiresAfter = 7200 } == ["execution_expires_after", "7200"]
        )
        #expect(objection(.anyfast) { $0.parameters.executionExpiresAfter = 172_800 } == nil)
        #expect(objection(.anyfast) { $0.parameters.callbackURL = "https://a/h" } == ["callback_url", "https://a/h"])
        #expect(objection(.anyfast) { $0.parameters.duration = -1 } == ["duration", "-1"])
        #expect(objection(.anyfast) { $0.parameters.ratio = "adaptive" } == ["ratio", "adaptive"])
        #expect(
            objection(.anyfast) {
                $0.content.append(picture)
                $0.parameters.ratio = "adaptive"
            } == nil
        )
        #expect(objection(.anyfast) { $0.content = [picture] } == ["content", nil])
        #expect(
            objection(.anyfast) { $0.content.append(medium(.image, .firstFrame, data)) }
                == ["content[1].image_url", "data:image/png;base64,AAAAAAAAAA..."]
        )
        #expect(
            objection(.anyfast) { $0.content = [ContentItem(.draftTask(id: "x"), path: "content[0]")] }
                == ["content[0]", "draft_task"]
        )
        #expect(
            objection(.aigeneration) { $0.parameters.callbackURL = "https://a/h" } == ["callback_url", "https://a/h"]
        )
        #expect(objection(.aigeneration) { $0.parameters.priority = 1 } == ["priority", "1"])
        #expect(
            objection(.aigeneration) { $0.content.append(medium(.image, .referenceImage, .url("https://a/i.png"))) }
                == ["content[1].role", "reference_image"]
        )
        #expect(
            objection(.aigeneration) { $0.content.append(medium(.audio, .referenceAudio, .url("https://a/s.wav"))) }
                == ["content[1]", "audio"]
        )
        #expect(
            objection(.ark) { $0.content.append(medium(.video, .referenceVideo, data)) }
                == ["content[1].video_url", "data:image/png;base64,AAAAAAAAAA..."]
        )
        #expect(objection(.ark) { $0.clientReference = "order-1" } == ["client_reference", "order-1"])
        #expect(objection(.ark) { $0.parameters.tools = "web_search" } == ["tools", "web_search"])
    }

    @Test("A list asks for ids and a tier, a page at a time (ark.md section 1)", arguments: [ArkFamily.ark, .volc])
    func lists(family: ArkFamily) throws {
        var query = RemoteListQuery()
        query.ids = ["cgt-1", "a&b"]
        query.tier = .flex
        query.size = 9999
        let call = family.client.list(query)
        let path = try #require(family.dialect.operations.first { $0.kind == .list }?.path)
        let expected =
            "?page_num=1&page_size=500&filter.task_ids=cgt-1&filter.task_ids=a%26b&filter.service_tier=flex"
        #expect(call.path == path + expected)
        #expect(family.client.traits.list == 500)
        var all = RemoteListQuery()
        all.state = .succeeded
        all.page = 2
        #expect(family.client.list(all).path == path + "?page_num=2&page_size=20&filter.status=succeeded")
    }

    @Test("A callback names its task (ark.md section 7)", arguments: [ArkFamily.ark, .volc])
    func hints(family: ArkFamily) {
        #expect(family.client.traits.callsBack)
        #expect(family.client.hint(["id": "cgt-2025****", "status": "running"]) == "cgt-2025****")
        #expect(family.client.hint(["status": "running"]) == nil)
        #expect(family.client.hint([]) == nil)
    }

    @Test("Every face is found by its name, and calls its models as the vendor does", arguments: ArkFamily.allCases)
    func registry(family: ArkFamily) throws {
        let name = DialectName(rawValue: family.rawValue)
        #expect(try #require(ClientFaces.named(name)).name == name)
        #expect(family.client.name(of: .seedance15Pro) == "doubao-seedance-1-5-pro-251215")
        #expect(ClientFaces.named("nobody") == nil)
    }

    @Test("The vendor's name of a model is one that our own door takes for it", arguments: ArkFamily.allCases)
    func names(family: ArkFamily) throws {
        var sold = 0
        for model in ModelCatalog.standard.models {
            guard let name = family.client.name(of: model) else { continue }
            sold += 1
            let call = try family.client.create(Self.request { $0.model = name }, token: nil)
            guard case .json(let body)? = call.body else { throw FlatCase.FixtureError() }
            let read = try family.dialect.decodeCreate(body).model
            #expect(ModelCatalog.standard[read]?.id == model.id, "\(name)")
        }
        #expect(sold > 0)
    }

    @Test("Ark's limits are its own (ark.md sections 1 and 10.3)")
    func limits() {
        let limits = ArkClientFace().traits.limits
        #expect(limits.create == CallRate(600, per: .seconds(60)))
        #expect(limits.get == CallRate(20, per: .seconds(1)))
        #expect(limits.list == CallRate(1, per: .seconds(1)))
        #expect(limits.delete == CallRate(20, per: .seconds(1)))
    }
}
