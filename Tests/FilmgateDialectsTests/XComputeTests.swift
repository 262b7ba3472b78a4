import FilmgateDomain
import Testing

@testable import FilmgateDialects

@Suite("XCompute")
struct XComputeTests {
    private let dialect = XComputeDialect()

    @Test("A create becomes the order that its fixture says", arguments: FlatCase.names("xcompute/create"))
    func create(name: String) throws {
        let folder = "xcompute/create/\(name)"
        let plan = try FlatCase.plan(dialect, try FlatCase.json("\(folder)/request.json"))
        let expected = try FlatCase.json("\(folder)/order.json")
        #expect(JSONWriter.text(FlatCase.json(plan)) == JSONWriter.text(expected))
    }

    @Test("A wrong create is refused in the vendor's words", arguments: FlatCase.names("xcompute/refused"))
    func refused(name: String) throws {
        let folder = "xcompute/refused/\(name)"
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
        let expected = try FlatCase.member(name, of: "xcompute/errors.json")
        #expect(JSONWriter.text(FlatCase.json(answer)) == JSONWriter.text(expected))
    }

    @Test("A task in each state answers key by key", arguments: FlatCase.tasks)
    func tasks(name: String) throws {
        let answer = dialect.task(try FlatCase.view(name), call: Call(id: FlatCase.id))
        let expected = try FlatCase.member(name, of: "xcompute/tasks.json")
        #expect(answer.status == 200)
        #expect(JSONWriter.text(answer.body ?? nil) == JSONWriter.text(expected))
    }

    @Test("Create, upload, balance, models and usage answer key by key")
    func account() throws {
        for (name, answer) in try FlatCase.account(dialect) {
            let expected = try FlatCase.member(name, of: "xcompute/account.json")
            #expect(JSONWriter.text(answer.body ?? nil) == JSONWriter.text(expected), "\(name)")
        }
    }

    @Test("Every reason is said in Chinese, with the parameter's own name")
    func reasons() throws {
        for reason in FlatCase.reasons {
            let refusal = Refusal(.invalid, .parameter(.cameraFixed), given: "x", reason, model: "m")
            let answer = dialect.refused(refusal, during: .create, requestID: "r")
            let message = try FlatCase.errorMessage(answer)
            #expect(answer.status == 400)
            #expect(message.hasPrefix("请求参数无效：camerafixed "), "\(reason)")
        }
    }

    @Test("Every error of JSON is said in Chinese alone")
    func brokenJSON() throws {
        let reasons: [JSONError.Reason] = [
            .empty, .ended, .unexpected, .trailing, .expectedKey, .expectedColon, .expectedComma, .controlCharacter,
            .badEscape, .loneSurrogate, .badUTF8, .badNumber, .numberOutOfRange, .tooDeep(64), .tooMany(100),
        ]
        for reason in reasons {
            let answer = dialect.refused(JSONError(offset: 3, reason: reason).refusal, during: .create, requestID: "r")
            let words = try FlatCase.errorMessage(answer).replacing("JSON", with: "").replacing("UTF-8", with: "")
            #expect(!words.contains { $0.isASCII && $0.isLetter }, "\(words)")
        }
    }

    @Test(
        "language=zh turns the error of a task into Chinese",
        arguments: ["failed", "failed before it began", "expired"]
    )
    func chinese(name: String) throws {
        let view = try FlatCase.view(name)
        let expected = try FlatCase.member(name, of: "xcompute/tasks-zh.json")
        for language in ["zh", "zh-CN", "ZH"] {
            let answer = dialect.task(view, call: Call(id: FlatCase.id, query: [("language", language)]))
            #expect(JSONWriter.text(answer.body ?? nil) == JSONWriter.text(expected))
        }
        for language in ["en", "ja", ""] {
            let answer = dialect.task(view, call: Call(id: FlatCase.id, query: [("language", language)]))
            #expect(answer == dialect.task(view, call: Call(id: FlatCase.id)))
        }
    }

    @Test("Every code that Ark's catalogue has for content has Chinese words")
    func moderationWords() {
        for medium in ["Text", "Image", "Video", "Audio"] {
            for code in ["Input\(medium)SensitiveContentDetected", "Output\(medium)SensitiveContentDetected"] {
                for suffix in ["", ".PolicyViolation", ".PrivacyInformation"] {
                    #expect(XComputeFailure.sentence(for: code + suffix) != nil, "\(code + suffix)")
                }
            }
        }
        #expect(XComputeFailure.sentence(for: "SensitiveContentDetected.Violence") == "内容可能包含敏感信息")
        #expect(XComputeFailure.sentence(for: "SomethingElse") == nil)
        let unknown = TaskFailure(code: "SomethingElse", message: "It broke.")
        #expect(XComputeFailure.chinese(unknown) == "SomethingElse：It broke.")
    }

    @Test("No fixture is missed")
    func fixtures() {
        #expect(FlatCase.names("xcompute/create").count >= 12)
        #expect(FlatCase.names("xcompute/refused").count >= 30)
    }

    @Test("What it declares is what the vendor documents")
    func declaration() {
        #expect(dialect.signs == ["webhook", "language"])
        #expect(dialect.hints == ["resolution", "seed"])
        #expect(dialect.uploadLimit == 20 << 20)
        #expect(dialect.operations.count { $0.kind == .balance } == 3)
        #expect(!dialect.operations.contains { $0.kind == .list || $0.kind == .remove })
        #expect(throws: Refusal.self) { try dialect.decodeList(Call()) }
    }
}
