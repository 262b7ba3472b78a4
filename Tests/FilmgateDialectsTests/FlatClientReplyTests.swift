import FilmgateDomain
import Testing

@testable import FilmgateDialects

@Suite("What the clients of flat bodies make of answers")
struct FlatClientReplyTests {
    private static let families: [FlatFamily] = [.xcompute, .toapis, .openai]
    private static let cases = families.flatMap { family in
        ClientCase.names("\(family.rawValue)/client/replies.json").map { (family, $0) }
    }

    @Test("An answer of the vendor's comes to what its fixture says", arguments: cases)
    func replies(family: FlatFamily, name: String) throws {
        let answer = try ClientCase("\(family.rawValue)/client/replies.json", name)
        let made = try answer.read(by: family.face)
        #expect(JSONWriter.text(made) == JSONWriter.text(answer.says))
    }

    @Test("There are fixtures for all three")
    func complete() {
        #expect(Self.cases.count > 80)
        #expect(Set(Self.cases.map(\.0)) == Set(Self.families))
    }

    @Test("Our own door's task reads back as it stood", arguments: families, FlatCase.tasks)
    func ownTasks(family: FlatFamily, name: String) throws {
        let view = try FlatCase.view(name)
        let answer = family.dialect.task(view, call: Call(id: view.id))
        guard case .task(let task) = family.face.task(try Self.reply(answer)) else { throw FlatCase.FixtureError() }
        #expect(task.report.upstreamID == view.id)
        #expect(task.report.state == view.task.state)
        #expect(task.createdAt?.seconds == view.task.createdAt.seconds)
        #expect(task.filesExpireAt == view.filesExpireAt)
        #expect(task.report.lastFrameURL == view.lastFrameURL)
        if view.task.state == .failed {
            #expect(task.report.failure == view.task.failure)
            #expect(task.report.isInfrastructure == (view.task.failure?.code == "InternalServiceError"))
        }
        switch family {
        case .openai, .openaiJSON, .openaiExtras, .openaiExtrasJSON:
            #expect(task.report.videoURL == view.videoURL.map { _ in "/v1/videos/\(view.id)/content" })
            #expect(task.report.seed == view.task.result?.seed)
            #expect(task.report.ratio == view.task.result?.ratio)
            #expect(task.report.tokens == view.task.usage?.totalTokens)
        case .xcompute, .toapis: #expect(task.report.videoURL == view.videoURL)
        }
    }

    @Test("Our own door's create is accepted by its id, and its upload by its address", arguments: families)
    func ownCreates(family: FlatFamily) throws {
        let view = try FlatCase.view("queued")
        #expect(family.face.created(try Self.reply(family.dialect.created(view))) == .accepted(id: view.id))
        guard family != .openai else { return }
        let uploaded = family.face.uploaded(try Self.reply(family.dialect.uploaded(FlatCase.upload)))
        #expect(uploaded == .address(FlatCase.upload.url))
    }

    @Test("Our own door's refusals of creates keep their kind, and Ark's codes survive", arguments: families)
    func ownRefusals(family: FlatFamily) throws {
        for (name, refusal, kind) in FlatCase.refusals where kind == .create {
            let answer = family.dialect.refused(refusal, during: kind, requestID: "r")
            let reply = family.face.created(try Self.reply(answer))
            switch refusal.kind {
            case .failure, .simulated(_, 500): #expect(Self.isDoubtful(reply), "\(name): \(reply)")
            default: #expect(Self.kind(of: reply) == Self.kind(of: refusal, in: family), "\(family) \(name): \(reply)")
            }
            guard case .refused(let refused) = reply, case .simulated(let code, _) = refusal.kind else { continue }
            if ArkWords.isModeration(code) { #expect(refused.failure.code == code, "\(family) \(name)") }
        }
    }

    private static func kind(of reply: CreateReply) -> UpstreamRefusal.Kind? {
        if case .refused(let refusal) = reply { refusal.kind } else { nil }
    }

    private static func isDoubtful(_ reply: CreateReply) -> Bool {
        if case .doubtful = reply { true } else { false }
    }

    private static func kind(of refusal: Refusal, in family: FlatFamily) -> UpstreamRefusal.Kind {
        switch refusal.kind {
        case .unauthenticated, .forbidden, .insufficientFunds, .methodNotAllowed, .unknownPath: .account
        case .tooMany, .queueFull: .throttled
        case .unavailable, .tooSlow: .infrastructure
        case .unknownModel: family == .openai ? .account : .order
        // XCompute and ToAPIs have one sentence for every 429, in which no code of Ark's stands.
        case .simulated(_, 429) where family != .openai: .throttled
        case .simulated(let code, _): OutcomeTable.ark.row(code)?.kind ?? .order
        default: .order
        }
    }

    @Test("Our own door's unknown task is missing, a running one is not ended", arguments: families)
    func ownReads(family: FlatFamily) throws {
        let unknown = Refusal(.unknownTask, .named("x"), .plain)
        let read = family.face.task(try Self.reply(family.dialect.refused(unknown, during: .read, requestID: "r")))
        #expect(read == .missing)
        guard family == .openai else { return }
        let running = Refusal(.taskRunning, .named("x"), .plain)
        let cancel = try Self.reply(family.dialect.refused(running, during: .remove, requestID: "r"))
        #expect(family.face.cancelled(cancel) == .refusedByState)
    }

    @Test("A callback of our own door says whose it is", arguments: families)
    func hints(family: FlatFamily) throws {
        let view = try FlatCase.view("succeeded")
        let callback = try #require(family.dialect.callback(view, event: "evt_1"))
        #expect(family.face.hint(callback.body) == view.id)
        for stranger in [JSONValue.null, [], [:], ["data": 5], ["data": ["id": 5]]] {
            #expect(family.face.hint(stranger) == nil)
        }
    }

    @Test("A list asks for what it may")
    func lists() {
        let face = OpenAIVideosClientFace()
        var query = RemoteListQuery()
        query.size = 500
        query.after = "video 1"
        #expect(face.list(query).path == "/v1/videos?limit=100&after=video%201")
        #expect(face.read("a/b").path == "/v1/videos/a%2Fb")
        #expect(face.cancel("x").method == "DELETE")
    }

    @Test("Whatever comes back, nobody falls over it", arguments: families, 0..<8)
    func hostile(family: FlatFamily, seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let names = ClientCase.names("\(family.rawValue)/client/replies.json")
        for _ in 0..<200 {
            let name = try #require(names.randomElement(using: &random))
            var reply = try ClientCase("\(family.rawValue)/client/replies.json", name).reply
            reply.body = reply.body.map { Self.swap($0, using: &random) }
            reply.status = [200, 201, 204, 302, 400, 404, 409, 429, 500, 503].randomElement(using: &random) ?? 200
            reply.headers["retry-after"] = ["7", "x", "-1", "99999999999999999999"].randomElement(using: &random)
            let face = family.face
            _ = (face.created(reply), face.task(reply), face.tasks(reply), face.cancelled(reply), face.uploaded(reply))
            _ = reply.body.flatMap { face.hint($0) }
            if case .accepted(let id) = face.created(reply) { #expect(!id.isEmpty) }
        }
    }

    @Test("Whatever a create holds, the door decodes or refuses", arguments: 0..<8)
    func hostileCreates(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let names = FlatCase.names("openai/create")
        let dialect = OpenAIVideosDialect()
        for _ in 0..<200 {
            let name = try #require(names.randomElement(using: &random))
            let body = Self.swap(try FlatCase.json("openai/create/\(name)/request.json"), using: &random)
            do throws(Refusal) {
                _ = try FlatCase.plan(dialect, body)
            } catch {
                #expect((400...499).contains(dialect.refused(error, during: .create, requestID: "r").status))
            }
        }
    }

    /// The same document with some values replaced by others.
    private static func swap(_ value: JSONValue, using random: inout SeededRandom) -> JSONValue {
        if random.next() % 7 == 0 {
            let strangers: [JSONValue] = [
                nil, true, 0, -1, .integer(.min), .integer(.max), .double(1e300), "", "5", "data:,", [], [nil], [:],
                ["url": 1], .long(ByteRegion([UInt8](repeating: 97, count: 70_000))), "completed", "failed",
            ]
            return strangers.randomElement(using: &random) ?? nil
        }
        switch value {
        case .array(let elements): return .array(elements.map { swap($0, using: &random) })
        case .object(let object):
            return .object(JSONObject(object.members.map { ($0.key, swap($0.value, using: &random)) }))
        case .null, .bool, .integer, .double, .string, .long: return value
        }
    }

    private static func reply(_ answer: Answer) throws -> WireReply {
        let text = answer.body.map { JSONWriter.text($0) } ?? ""
        return WireReply(
            status: answer.status,
            headers: answer.headers,
            body: try? JSONParser.parse(Array(text.utf8)),
            excerpt: String(text.prefix(200))
        )
    }
}
