import FilmgateDomain
import Testing

@testable import FilmgateDialects

@Suite("OpenAI Videos (vendors.md section 7)")
struct OpenAIVideosTests {
    private let dialect = OpenAIVideosDialect()

    @Test("A create becomes the order that its fixture says", arguments: FlatCase.names("openai/create"))
    func create(name: String) throws {
        let folder = "openai/create/\(name)"
        let plan = try FlatCase.plan(dialect, try FlatCase.json("\(folder)/request.json"))
        let expected = try FlatCase.json("\(folder)/order.json")
        #expect(JSONWriter.text(FlatCase.json(plan)) == JSONWriter.text(expected))
    }

    @Test("A wrong create is refused in the vendor's shape", arguments: FlatCase.names("openai/refused"))
    func refused(name: String) throws {
        let folder = "openai/refused/\(name)"
        let body = try FlatCase.json("\(folder)/request.json")
        let refusal = #expect(throws: Refusal.self) { try FlatCase.plan(dialect, body) }
        let answer = dialect.refused(try #require(refusal), during: .create, requestID: "r")
        let expected = try FlatCase.json("\(folder)/response.json")
        #expect(JSONWriter.text(FlatCase.json(answer)) == JSONWriter.text(expected))
    }

    @Test("Every kind of refusal has its status, words and headers", arguments: FlatCase.refusals.map(\.name))
    func errors(name: String) throws {
        let (_, refusal, kind) = try #require(FlatCase.refusals.first { $0.name == name })
        let answer = dialect.refused(refusal, during: kind, requestID: "r")
        let expected = try FlatCase.member(name, of: "openai/errors.json")
        #expect(JSONWriter.text(FlatCase.json(answer)) == JSONWriter.text(expected))
    }

    @Test("A video in each state has all thirteen keys, and says when to ask again", arguments: FlatCase.tasks)
    func tasks(name: String) throws {
        let view = try FlatCase.view(name)
        let answer = dialect.task(view, call: Call(id: FlatCase.id))
        let expected = try FlatCase.member(name, of: "openai/tasks.json")
        #expect(JSONWriter.text(answer.body ?? nil) == JSONWriter.text(expected))
        guard case .object(let body)? = answer.body else { throw FlatCase.FixtureError() }
        #expect(Self.keys.isSubset(of: body.members.map(\.key)))
        #expect((answer.headers["openai-poll-after-ms"] != nil) == !view.task.state.isFinal)
    }

    private static let keys: Set<String> = [
        "id", "object", "model", "status", "progress", "created_at", "completed_at", "expires_at", "prompt", "size",
        "seconds", "remixed_from_video_id", "error",
    ]

    @Test("Create, list, delete and models answer key by key")
    func account() throws {
        let page = ListView(items: [try FlatCase.view("running")], total: 9, hasMore: true)
        let answers = [
            ("created", dialect.created(try FlatCase.view("queued"))),
            ("list", dialect.list(page)), ("empty list", dialect.list(ListView(items: [], total: 0))),
            ("removed", dialect.removed(try FlatCase.view("succeeded"))), ("models", dialect.models([.seedance15Pro])),
        ]
        for (name, answer) in answers {
            let expected = try FlatCase.member(name, of: "openai/account.json")
            #expect(JSONWriter.text(answer.body ?? nil) == JSONWriter.text(expected), "\(name)")
        }
    }

    @Test(
        "The list's query",
        arguments: [
            ([], 20, false, nil), ([("limit", "0")], 0, false, nil), ([("limit", "100")], 100, false, nil),
            ([("order", "asc"), ("after", "video_1")], 20, true, "video_1"), ([("order", "desc")], 20, false, nil),
            ([("limit", ""), ("order", ""), ("after", "")], 20, false, nil),
        ] as [([(String, String)], Int, Bool, String?)]
    )
    func query(items: [(String, String)], size: Int, isAscending: Bool, after: String?) throws {
        let request = try dialect.decodeList(Call(query: items.map { (name: $0.0, value: $0.1) }))
        #expect(request.pageSize == size)
        #expect(request.isAscending == isAscending)
        #expect(request.after == after)
        #expect(request.tier == nil)
    }

    @Test(
        "A wrong query is refused by name",
        arguments: [("limit", "101"), ("limit", "-1"), ("limit", "x"), ("order", "up")]
    )
    func wrongQuery(name: String, value: String) throws {
        let refusal = #expect(throws: Refusal.self) {
            try dialect.decodeList(Call(query: [(name: name, value: value)]))
        }
        #expect(refusal?.subject == .wire(name))
        #expect(refusal?.given == value)
    }

    @Test("The variants of the content")
    func variants() throws {
        #expect(try dialect.decodeContent(Call()) == .video)
        #expect(try dialect.decodeContent(Call(query: [(name: "variant", value: "video")])) == .video)
        #expect(try dialect.decodeContent(Call(query: [(name: "variant", value: "thumbnail")])) == .thumbnail)
        #expect(try dialect.decodeContent(Call(query: [(name: "variant", value: "spritesheet")])) == .spritesheet)
        for (word, status) in [("sprite", 400), ("gif", 400)] {
            let refusal = #expect(throws: Refusal.self) {
                try dialect.decodeContent(Call(query: [(name: "variant", value: word)]))
            }
            let answer = dialect.refused(try #require(refusal), during: .content, requestID: "r")
            #expect(answer.status == status)
            #expect(try FlatCase.errorMessage(answer).contains("thumbnail"))
        }
    }

    @Test("What the vendor has and no Seedance model does is refused by its name")
    func absent() throws {
        let absent = dialect.operations.filter { $0.kind == .absent }
        #expect(absent.count == 4)
        for operation in absent {
            let answer = dialect.refused(dialect.refusal(of: operation), during: .absent, requestID: "r")
            #expect(answer.status == 400)
            let name = try #require(operation.path.split(separator: "/").last)
            #expect(try FlatCase.errorMessage(answer).contains("\(name) is not available"))
        }
    }

    @Test("Every reason is said in English, with the field's own name")
    func reasons() throws {
        for reason in FlatCase.reasons {
            let refusal = Refusal(.invalid, .parameter(.cameraFixed), given: "x", reason, model: "m")
            let answer = dialect.refused(refusal, during: .create, requestID: "r")
            #expect(answer.status == 400)
            let message = try FlatCase.errorMessage(answer)
            #expect(
                ["Invalid value for 'camera_fixed': ", "Invalid value: "].contains { message.hasPrefix($0) },
                "\(reason)"
            )
        }
    }

    @Test("A final state is told as the vendor's event, any other is not")
    func callbacks() throws {
        for name in FlatCase.tasks {
            let view = try FlatCase.view(name)
            let callback = dialect.callback(view, event: "evt_1")
            #expect((callback != nil) == view.task.state.isFinal)
            guard let callback else { continue }
            let fields = try #require(RemoteFields(callback.body))
            #expect(fields.string("type") == (view.task.state == .succeeded ? "video.completed" : "video.failed"))
            #expect(OpenAIVideosClientFace().hint(callback.body) == view.id)
        }
    }

    @Test("No fixture is missed")
    func fixtures() {
        #expect(FlatCase.names("openai/create").count >= 20)
        #expect(FlatCase.names("openai/refused").count >= 20)
    }
}
