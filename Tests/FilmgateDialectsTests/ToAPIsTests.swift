import FilmgateDomain
import Testing

@testable import FilmgateDialects

@Suite("ToAPIs")
struct ToAPIsTests {
    private let dialect = ToAPIsDialect()

    @Test("A create becomes the order that its fixture says", arguments: FlatCase.names("toapis/create"))
    func create(name: String) throws {
        let folder = "toapis/create/\(name)"
        let plan = try FlatCase.plan(dialect, try FlatCase.json("\(folder)/request.json"))
        let expected = try FlatCase.json("\(folder)/order.json")
        #expect(JSONWriter.text(FlatCase.json(plan)) == JSONWriter.text(expected))
    }

    @Test("A wrong create is refused in the vendor's words", arguments: FlatCase.names("toapis/refused"))
    func refused(name: String) throws {
        let folder = "toapis/refused/\(name)"
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
        let expected = try FlatCase.member(name, of: "toapis/errors.json")
        #expect(JSONWriter.text(FlatCase.json(answer)) == JSONWriter.text(expected))
    }

    @Test("A task in each state answers key by key", arguments: FlatCase.tasks)
    func tasks(name: String) throws {
        let answer = dialect.task(try FlatCase.view(name), call: Call(id: FlatCase.id))
        let expected = try FlatCase.member(name, of: "toapis/tasks.json")
        #expect(answer.status == 200)
        #expect(JSONWriter.text(answer.body ?? nil) == JSONWriter.text(expected))
    }

    @Test("Create, upload, balance, models and usage answer key by key")
    func account() throws {
        for (name, answer) in try FlatCase.account(dialect) {
            let expected = try FlatCase.member(name, of: "toapis/account.json")
            #expect(JSONWriter.text(answer.body ?? nil) == JSONWriter.text(expected), "\(name)")
        }
    }

    @Test(
        "The client's own id is taken from either place, and metadata holds",
        arguments: [
            (#"{"prompt":"a","client_business_id":"order-7"}"#, "order-7"),
            (#"{"prompt":"a","metadata":{"client_business_id":"order-7"}}"#, "order-7"),
            (#"{"prompt":"a","metadata":"{\"client_business_id\":\"order-7\"}"}"#, "order-7"),
            (#"{"prompt":"a","client_business_id":"a","metadata":{"client_business_id":"b"}}"#, "b"),
            (#"{"prompt":"a","client_business_id":"a","metadata":{"client_business_id":null}}"#, "a"),
            (#"{"prompt":"a","client_reference":"a","metadata":{"client_reference":"b"}}"#, nil),
        ] as [(String, String?)]
    )
    func reference(body: String, expected: String?) throws {
        let request = try dialect.decodeCreate(try JSONParser.parse(Array(body.utf8)))
        #expect(request.clientReference == expected)
    }

    @Test("The client's own id is told in every answer about its task")
    func echo() throws {
        for name in ["queued", "succeeded"] {
            let answer = dialect.task(try FlatCase.view(name, reference: "order-7"), call: Call(id: FlatCase.id))
            let expected = try FlatCase.member("\(name) with a reference", of: "toapis/tasks.json")
            #expect(JSONWriter.text(answer.body ?? nil) == JSONWriter.text(expected))
        }
        for (name, fixture) in [("queued", "created with a reference"), ("succeeded", "repeated")] {
            let answer = dialect.created(try FlatCase.view(name, reference: "order-7"))
            let expected = try FlatCase.member(fixture, of: "toapis/account.json")
            #expect(JSONWriter.text(answer.body ?? nil) == JSONWriter.text(expected))
        }
    }

    @Test("Every reason is said in English, with the parameter's own name")
    func reasons() throws {
        for reason in FlatCase.reasons {
            let refusal = Refusal(.invalid, .parameter(.cameraFixed), given: "x", reason, model: "m")
            let answer = dialect.refused(refusal, during: .create, requestID: "r")
            let message = try FlatCase.errorMessage(answer)
            #expect(answer.status == 400)
            #expect(message.hasPrefix("camerafixed is "), "\(reason)")
        }
    }

    @Test("Metadata counts in every form of its text, also beyond 64 KB")
    func longMetadata() throws {
        let padding = String(repeating: "x", count: 70 << 10)
        let text = #"{"prompt":"a","metadata":"{\"audio\":true,\"label\":\"\#(padding)\"}"}"#
        let body = try JSONParser.parse(Array(text.utf8))
        #expect(try FlatCase.plan(dialect, body).order.generateAudio)
    }

    @Test("A picture inside the body is refused by its place without being given back")
    func longBase64() throws {
        for start in ["data:image/png;base64,", ""] {
            let picture = start + String(repeating: "A", count: 70 << 10)
            let body = try JSONParser.parse(Array(#"{"prompt":"a","image_urls":["\#(picture)"]}"#.utf8))
            let refusal = #expect(throws: Refusal.self) { try dialect.decodeCreate(body) }
            let answer = dialect.refused(try #require(refusal), during: .create, requestID: "r")
            let message = try FlatCase.errorMessage(answer)
            #expect(message.hasPrefix("image_urls[0] is not valid"))
            #expect(message.contains("POST /v1/uploads/images"))
            #expect(message.count < 300)
        }
    }

    @Test("No fixture is missed")
    func fixtures() {
        #expect(FlatCase.names("toapis/create").count >= 12)
        #expect(FlatCase.names("toapis/refused").count >= 30)
    }

    @Test("What it declares is what the vendor documents")
    func declaration() {
        #expect(dialect.signs == ["metadata", "client_business_id", "callback_url"])
        #expect(dialect.readsClientReferences)
        #expect(dialect.hints.isEmpty)
        #expect(dialect.uploadLimit == 10 << 20)
        #expect(dialect.operations.count { $0.kind == .balance } == 3)
        #expect(!dialect.operations.contains { $0.kind == .list || $0.kind == .remove })
        #expect(throws: Refusal.self) { try dialect.decodeList(Call()) }
    }
}
