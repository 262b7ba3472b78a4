import FilmgateDomain
import Testing

@testable import FilmgateDialects

@Suite("What the clients of Ark's body make of answers")
struct ArkClientReplyTests {
    /// `ark`, `create: accepted`
    private static let cases = ArkFamily.allCases.flatMap { family in
        ClientCase.names("\(family.rawValue)/client/replies.json").map { (family, $0) }
    }

    @Test("An answer of the vendor's comes to what its fixture says", arguments: cases)
    func replies(family: ArkFamily, name: String) throws {
        let answer = try ClientCase("\(family.rawValue)/client/replies.json", name)
        let made = try answer.read(by: family.client)
        #expect(JSONWriter.text(made) == JSONWriter.text(answer.says))
    }

    @Test("There are fixtures for all four")
    func complete() {
        #expect(Self.cases.count > 100)
        #expect(Set(Self.cases.map(\.0)) == Set(ArkFamily.allCases))
    }

    @Test("Our own door's task reads back as it stood", arguments: ArkFamily.allCases, ArkFamily.states)
    func ownTasks(family: ArkFamily, state: String) throws {
        let view = try ArkFamily.view(state, in: family.dialect)
        let answer = family.dialect.task(view, call: Call(id: view.id))
        let task = try #require(try Self.task(answer, of: family))
        #expect(task.report.upstreamID == view.id)
        try expect(task, tells: view, by: family)
    }

    @Test("AnyFast's oldest shape of our own door reads back as it stood, but for the id", arguments: ArkFamily.states)
    func oldest(state: String) throws {
        let dialect = AnyFastDialect(readShape: .shapeA)
        let view = try ArkFamily.view(state, in: dialect)
        let task = try #require(try Self.task(dialect.task(view, call: Call(id: view.id)), of: .anyfast))
        #expect(task.report.upstreamID.isEmpty)
        try expect(task, tells: view, by: .anyfast)
    }

    /// Vendors without a word for an ending say failed, and the code says which it was.
    private func expect(_ task: RemoteTask, tells view: TaskView, by family: ArkFamily) throws {
        let state = view.task.state
        let wordless: [VideoTask.State] =
            switch family {
            case .ark, .volc: []
            case .anyfast: [.cancelled, .expired]
            case .aigeneration: [.cancelled]
            }
        #expect(task.report.state == (wordless.contains(state) ? .failed : state))
        #expect(task.report.videoURL == view.videoURL)
        if wordless.contains(state) { #expect(task.report.failure?.code == state.rawValue) }
        if state == .failed {
            #expect(task.report.failure == view.task.failure)
            #expect(task.report.isInfrastructure == (view.task.failure?.code == "InternalServiceError"))
        }
        #expect(task.createdAt?.seconds == view.task.createdAt.seconds)
        guard family == .ark || family == .volc else { return }
        #expect(task.report.lastFrameURL == view.lastFrameURL)
        #expect(task.tier == view.task.order.serviceTier)
        #expect(task.executionExpiresAfter == view.task.order.executionExpiresAfter)
        #expect(task.safetyIdentifier == view.task.order.safetyIdentifier)
        #expect(task.report.tokens == view.task.usage?.completionTokens)
        #expect(task.report.seed == view.task.result?.seed)
        #expect(task.report.ratio == view.task.result?.ratio)
        #expect(task.report.seconds == view.task.result.map { Double($0.seconds) })
    }

    @Test("Our own door's create is accepted by its id", arguments: ArkFamily.allCases)
    func ownCreates(family: ArkFamily) throws {
        let view = try ArkFamily.view("queued", in: family.dialect)
        let reply = try Self.reply(family.dialect.created(view))
        #expect(family.client.created(reply) == .accepted(id: view.id))
    }

    @Test("Our own door's refusals keep their kind, and Ark's codes survive", arguments: ArkFamily.allCases)
    func ownRefusals(family: ArkFamily) throws {
        for (name, refusal, kind) in FlatCase.refusals where kind == .create {
            let answer = family.dialect.refused(refusal, during: .create, requestID: "021700")
            let made = family.client.created(try Self.reply(answer))
            guard case .refused(let said) = made else {
                let isBare = family == .anyfast || family == .aigeneration
                #expect(isBare && ["failure", "unavailable"].contains(name), "\(family) \(name): \(made)")
                continue
            }
            let kind = try #require(Self.kinds[name], "\(name)")
            #expect(
                said.kind == (family == .anyfast ? Self.kindsBehindAnyFast[name] ?? kind : kind),
                "\(family) \(name)"
            )
            #expect((said.retryAfter != nil) == (answer.headers["retry-after"] != nil), "\(family) \(name)")
            guard case .simulated(let code, let status) = refusal.kind else { continue }
            // new-api hides what a 429 was, and AIGeneration's 401 and 402 are sentences without a code.
            if status == 429, family == .anyfast { continue }
            if status == 401, family == .aigeneration { continue }
            #expect(said.failure.code == code, "\(family) \(name): \(said)")
        }
    }

    /// Kinds by the names of ``FlatCase/refusals``.
    private static let kinds: [String: UpstreamRefusal.Kind] = [
        "malformed": .order, "tooLarge": .order, "unsupportedMediaType": .order, "unauthenticated": .account,
        "forbidden": .account, "insufficientFunds": .account, "unknownModel": .account, "tooMany": .throttled,
        "queueFull": .throttled, "tooSlow": .infrastructure, "unavailable": .infrastructure,
        "failure": .infrastructure, "picture": .order, "download": .order, "data URL": .order,
        "simulated AccountOverdueError": .account, "simulated AuthenticationError": .account,
        "simulated InvalidParameter": .order, "simulated InvalidEndpointOrModel.NotFound": .account,
        "simulated InputVideoRiskDetection": .order, "simulated QuotaExceeded": .throttled,
        "simulated SetLimitExceeded": .account, "simulated InputTextSensitiveContentDetected": .order,
        "simulated ModelNotOpen": .account, "simulated AccessDenied": .account,
        "simulated ServerOverloaded": .infrastructure, "simulated InternalServiceError": .infrastructure,
    ]

    /// Where new-api forwards Ark's refusal, the account that it concerns is the reseller's; of a 429 nothing is left.
    private static let kindsBehindAnyFast: [String: UpstreamRefusal.Kind] = [
        "simulated AuthenticationError": .infrastructure, "simulated InvalidEndpointOrModel.NotFound": .infrastructure,
        "simulated ModelNotOpen": .infrastructure, "simulated AccessDenied": .infrastructure,
        "simulated SetLimitExceeded": .throttled, "simulated ServerOverloaded": .throttled,
    ]

    private static func task(_ answer: Answer, of family: ArkFamily) throws -> RemoteTask? {
        if case .task(let task) = family.client.task(try reply(answer)) { task } else { nil }
    }

    /// An answer of our own door as it comes over the wire.
    private static func reply(_ answer: Answer) throws -> WireReply {
        let body = try answer.body.map { try JSONParser.parse(JSONWriter.bytes($0)) }
        return WireReply(status: answer.status, headers: answer.headers, body: body)
    }
}
