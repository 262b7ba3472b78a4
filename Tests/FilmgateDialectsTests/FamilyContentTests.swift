import FilmgateDomain
import Testing

@testable import FilmgateDialects

@Suite("The content and parameters of later models in Ark's body (models.md sections 2, 3 and 6)")
struct FamilyContentTests {
    private static let dialects: [any Dialect] = [ArkDialect(), VolcDialect(), AnyFastDialect()]

    private static let references = """
        "content":[{"type":"text","text":"A cat"},\
        {"type":"image_url","image_url":{"url":"https://a.example/1.png"},"role":"reference_image"},\
        {"type":"video_url","video_url":{"url":"https://a.example/1.mp4"},"role":"reference_video"},\
        {"type":"audio_url","audio_url":{"url":"data:audio/wav;base64,AAAA"},"role":"reference_audio"}]
        """

    private func plan(_ dialect: any Dialect, _ json: String) throws -> OrderPlan {
        try ArkFamily.plan(dialect, try JSONParser.parse(Array(json.utf8)))
    }

    private func error(_ json: String, by dialect: any Dialect = ArkDialect()) throws -> (code: String, message: String)
    {
        let refusal = try #require(#expect(throws: Refusal.self) { try plan(dialect, json) })
        let answer = dialect.refused(refusal, during: .create, requestID: "r")
        guard case .object(let body)? = answer.body, case .object(let error)? = body["error"],
            case .string(let code)? = error["code"], case .string(let message)? = error["message"]
        else {
            throw FlatCase.FixtureError()
        }
        return (code, message)
    }

    @Test("References of every kind keep their roles and places", arguments: 0..<3)
    func references(dialect: Int) throws {
        let plan = try plan(Self.dialects[dialect], #"{"model":"doubao-seedance-2-0-260128",\#(Self.references)}"#)
        #expect(plan.order.mode == .references)
        #expect(plan.media.map(\.kind) == [.image, .video, .audio])
        #expect(plan.media.map(\.role) == [.referenceImage, .referenceVideo, .referenceAudio])
        #expect(plan.media.map(\.path) == ["content[1]", "content[2]", "content[3]"])
        #expect(plan.media[1].source == .url("https://a.example/1.mp4"))
        guard case .data = plan.media[2].source else {
            Issue.record("the sound came inside the body")
            return
        }
    }

    @Test("What 2.5 has besides reaches the order whole", arguments: 0..<3)
    func extras(dialect: Int) throws {
        let plan = try plan(
            Self.dialects[dialect],
            #"""
            {"model":"doubao-seedance-2-5-260628",\#(Self.references),"priority":3,"output_format":"mov",
            "omni_reference_task_type":"reference","tools":[{"type":"web_search","limit":2}]}
            """#
        )
        #expect(
            plan.order.extras == [
                .priority: "3", .outputFormat: "mov", .omniReferenceTaskType: "reference",
                .tools: #"[{"type":"web_search","limit":2}]"#,
            ]
        )
        #expect(plan.notes.isEmpty)
    }

    @Test("AnyFast ignores what the model does not have, and says so; Ark refuses it by name")
    func foreign() throws {
        let body = #"""
            {"model":"doubao-seedance-2-0-260128","content":[{"type":"text","text":"A cat"}],"priority":3,
            "output_format":"mov","frames":29}
            """#
        let plan = try plan(AnyFastDialect(), body)
        #expect(plan.order.extras == [.priority: "3"])
        #expect(plan.notes.map(\.parameter) == ["frames", "output_format"])
        #expect(try error(body).message.hasPrefix("the specified parameter frames is not supported for model "))
    }

    @Test("1.0 counts frames, in Ark's body and in AnyFast's", arguments: 0..<3)
    func frames(dialect: Int) throws {
        let body = #"""
            {"model":"doubao-seedance-1-0-pro-250528","content":[{"type":"text","text":"A cat"}],"frames":57,
            "ratio":"16:9","generate_audio":false}
            """#
        #expect(try plan(Self.dialects[dialect], body).order.frames == 57)
    }

    @Test(
        "What a model does not take is refused in the vendor's words (models.md section 6.2)",
        arguments: [
            (
                #""model":"doubao-seedance-2-0-260128","content":[{"type":"text","text":"A"}],"service_tier":"flex""#,
                "InvalidParameter",
                "the specified parameter service_tier is not supported for model doubao-seedance-2-0 in t2v, must be empty"
            ),
            (
                #""model":"dreamina-seedance-2-5","content":[{"type":"text","text":"A"}],"camera_fixed":true"#,
                "InvalidParameter",
                "the specified parameter camera_fixed is not supported for model doubao-seedance-2-5 in t2v, must be empty"
            ),
            (
                #""model":"doubao-seedance-2-0-fast","content":[{"type":"text","text":"A"}],"duration":16"#,
                "InvalidParameter",
                "the parameter duration specified in the request is not valid for model doubao-seedance-2-0-fast in t2v"
            ),
            (
                #""model":"doubao-seedance-2-5","content":[{"type":"text","text":"A --dur 31"}]"#,
                "InvalidParameter",
                "The parameter `content[0].text.duration` specified in the request is not valid: "
                    + "the specified duration is not supported for model doubao-seedance-2-5"
            ),
            (
                #""model":"doubao-seedance-2-5","ratio":"16:9","content":[{"type":"text","text":"A"},"#
                    + #"{"type":"image_url","image_url":{"url":"https://a.example/1.png"}}]"#,
                "InvalidParameter.TaskTypeConstraint",
                "the output ratio follows the first-frame image"
            ),
            (
                #""model":"doubao-seedance-2-0","content":[{"type":"text","text":"A"},"#
                    + #"{"type":"video_url","video_url":{"url":"https://a.example/1.mp4"}}]"#,
                "InvalidParameter",
                "reference media mode requires video role to be reference_video"
            ),
            (
                #""model":"doubao-seedance-2-0","content":[{"type":"text","text":"A"},{"type":"video_url","#
                    + #""video_url":{"url":"data:video/mp4;base64,AAAA"},"role":"reference_video"}]"#,
                "InvalidParameter",
                "reference_video must be provided as a web url"
            ),
            (
                #""model":"doubao-seedance-2-0","content":[{"type":"text","text":"A"},{"type":"image_url","image_url":"#
                    + #"{"url":"https://a.example/1.png"},"role":"first_frame"},{"type":"image_url","image_url":"#
                    + #"{"url":"https://a.example/2.png"},"role":"reference_image"}]"#,
                "InvalidParameter",
                "first/last frame content cannot be mixed with reference media content"
            ),
        ]
    )
    func refused(body: String, code: String, words: String) throws {
        let error = try error("{\(body)}")
        #expect(error.code == code)
        #expect(error.message.contains(words), "\(error.message)")
    }

    @Test("Tools are a list")
    func toolsWord() throws {
        let error = try error(
            #"{"model":"doubao-seedance-2-0","content":[{"type":"text","text":"A"}],"tools":"web_search"}"#
        )
        #expect(error.message.contains("tools"))
        #expect(error.message.contains("an array"))
    }

    @Test("A retired model names its successor in every dialect's unknown-model answer (models.md section 7)")
    func retired() throws {
        let refusal = ModelCatalog.standard.unserved("doubao-seedance-1-5-pro", at: Timestamp(seconds: 1_800_000_000))
        let plain = ModelCatalog.standard.unserved("sora-2", at: Timestamp(seconds: 1_800_000_000))
        for dialect in Dialects.all() {
            let answer = dialect.refused(refusal, during: .create, requestID: "r")
            #expect(answer.status == dialect.refused(plain, during: .create, requestID: "r").status)
            let text = JSONWriter.text(answer.body ?? .null)
            #expect(text.contains("doubao-seedance-1-5-pro"), "\(dialect.name.rawValue): \(text)")
            #expect(text.contains("doubao-seedance-2-0-mini-260615"), "\(dialect.name.rawValue): \(text)")
        }
        let ark = ArkDialect().refused(refusal, during: .create, requestID: "r")
        #expect(ark.status == 404)
        #expect(ark.headers["x-error-code"] == "InvalidEndpointOrModel.NotFound")
    }

    @Test("A name that nobody has is told before what else is wrong, a name that an account lists is not")
    func unknownFirst() throws {
        let body = try JSONParser.parse(Array(#"{"model":"my-model","content":5}"#.utf8))
        let now = Timestamp(seconds: 0)
        let unknown = try #require(throws: Refusal.self) {
            try ArkDialect().decodeCreate(body, knowing: .standard, at: now)
        }
        #expect(unknown.kind == .unknownModel)
        let listed = ModelCatalog.standard.adding([.open(name: "my-model")])
        let wrong = try #require(throws: Refusal.self) {
            try ArkDialect().decodeCreate(body, knowing: listed, at: now)
        }
        #expect(wrong.subject == .parameter(.content))
    }

    // MARK: - Reading

    private func shown(_ model: ModelSpec, _ change: (inout VideoOrder) -> Void = { _ in }) throws -> JSONObject {
        let view = try FlatCase.view("succeeded with last frame")
        var order = view.task.order
        order.model = model.id
        change(&order)
        var task = VideoTask(
            id: view.task.id,
            project: view.task.project,
            key: nil,
            dialect: .ark,
            order: order,
            createdAt: view.task.createdAt,
            deadline: view.task.deadline,
            hold: view.task.hold
        )
        task.state = view.task.state
        task.result = view.task.result
        task.usage = view.task.usage
        return ArkTaskBody.object(TaskView(task: task, id: view.id, model: model, now: view.now))
    }

    @Test("A task of 2.5 shows its format, priority, draft, tools and task type (models.md section 6.1)")
    func shows25() throws {
        let body = try shown(.seedance25) { order in
            order.extras = [.priority: "7", .tools: #"[{"type":"web_search"}]"#, .omniReferenceTaskType: "edit"]
        }
        #expect(body["output_format"] == "mp4")
        #expect(body["priority"] == 7)
        #expect(body["draft"] == false)
        #expect(body["generate_audio"] != nil)
        #expect(body["tools"] == [["type": "web_search"]])
        #expect(body["omni_reference_task_type"] == "edit")
        #expect(try shown(.seedance25) { $0.extras = [.outputFormat: "mov"] }["output_format"] == "mov")
    }

    @Test("A task of 1.0 shows no audio and no draft, and frames in the place of seconds")
    func shows10() throws {
        let body = try shown(.seedance10Pro) { $0.frames = 57 }
        #expect(body["generate_audio"] == nil)
        #expect(body["draft"] == nil)
        #expect(body["output_format"] == nil)
        #expect(body["frames"] == 57)
        #expect(body["duration"] == nil)
    }

    @Test("A task of 2.0 shows neither draft nor format")
    func shows20() throws {
        let body = try shown(.seedance20)
        #expect(body["draft"] == nil)
        #expect(body["output_format"] == nil)
        #expect(body["generate_audio"] != nil)
        #expect(body["duration"] != nil)
        #expect(body["tools"] == nil)
    }
}
