import FilmgateClient
import FilmgateDialects
import FilmgateDomain
import FilmgateProviders
import Testing

@Suite(
    "What a vendor says of tasks is brought as it is, and lost creates are found by their token alone (ark.md section 6)"
)
struct AskTests {
    private static let token = AttemptToken(text: "tok-1", expiry: 172_799)
    private static let since = Timestamp(seconds: 1_700_000_000)

    private static func task(
        _ id: String,
        expiry: Int = 172_800,
        identifier: String? = nil,
        createdAt: Int = 1_700_000_100,
        status: String = "running"
    ) -> JSONValue {
        var task: JSONObject = [
            "id": .string(id), "model": "m", "status": .string(status), "created_at": .integer(createdAt),
            "updated_at": .integer(createdAt), "execution_expires_after": .integer(expiry),
        ]
        task["safety_identifier"] = identifier.map { .string($0) }
        return .object(task)
    }

    private static func page(_ tasks: [JSONValue], total: Int) -> ScriptedTransport.Step {
        .answer(200, ["items": .array(tasks), "total": .integer(total)])
    }

    private static let empty = page([], total: 0)

    @Test("A read brings the report, a missing task, a throttle with its wait, and trouble")
    func report() async throws {
        let lab = try VendorLab([
            .answer(200, Self.task("cgt-1")),
            .answer(404, ["error": ["code": "ResourceNotFound", "message": "no", "param": "", "type": "NotFound"]]),
            .answer(
                429,
                ["error": ["code": "RequestBurstTooFast", "message": "slow", "param": "", "type": "TooManyRequests"]],
                headers: ["retry-after": "3"]
            ),
            .answer(500, "oops"),
            .fails(TransportError(.exchanging, "reset")),
        ])
        let provider = try lab.provider(.ark)
        guard case .report(let report) = await provider.report(on: "cgt-1") else {
            Issue.record("no report")
            return
        }
        #expect(report.state == .running && report.upstreamID == "cgt-1")
        #expect(await provider.report(on: "cgt-1") == .missing)
        #expect(await provider.report(on: "cgt-1") == .throttled(retryAfter: .seconds(3)))
        for _ in 0..<2 {
            guard case .failed = await provider.report(on: "cgt-1") else {
                Issue.record("not failed")
                return
            }
        }
    }

    @Test("A list asks for its ids at the tier, and leaves strangers out")
    func reports() async throws {
        let lab = try VendorLab([
            Self.page([Self.task("a"), Self.task("stranger")], total: 2),
            .answer(414, "too long"),
            .answer(431, "too long"),
        ])
        let provider = try lab.provider(.ark)
        guard case .reports(let reports) = await provider.reports(on: ["a", "b"], tier: .flex) else {
            Issue.record("no reports")
            return
        }
        #expect(reports.map(\.upstreamID) == ["a"])
        let line = try #require(lab.transport.lines.first)
        #expect(line.contains("filter.task_ids=a&filter.task_ids=b") && line.contains("filter.service_tier=flex"))
        #expect(await provider.reports(on: ["a"], tier: .standard) == .tooLong)
        #expect(await provider.reports(on: ["a"], tier: .standard) == .tooLong)
        #expect(await provider.reports(on: (0...500).map(String.init), tier: .standard) == .tooLong)
        #expect(lab.transport.calls.count == 3)
    }

    @Test("A lost create is found by both echoes in whatever state it is, never by one of them or an older task")
    func finds() async throws {
        let lab = try VendorLab([
            Self.page([Self.task("other", identifier: "tok-1")], total: 1),
            Self.page(
                [
                    Self.task("half", expiry: 172_799, identifier: "tok-2"),
                    Self.task("old", expiry: 172_799, identifier: "tok-1", createdAt: 1_699_999_999),
                    Self.task("ours", expiry: 172_799, identifier: "tok-1"),
                ],
                total: 3
            ),
        ])
        let finding = try await lab.provider(.ark).find(Self.token, tier: .standard, since: Self.since) {}
        #expect(finding == .found(upstreamID: "ours"))
        #expect(lab.transport.lines.map { $0.contains("filter.status=queued") } == [true, false])
    }

    @Test("Where the client sent an identifier of its own, the expiry alone decides")
    func expiryAlone() async throws {
        let lab = try VendorLab([Self.page([Self.task("ours", expiry: 172_799, identifier: "user")], total: 1)])
        let token = AttemptToken(text: "tok-1", expiry: 172_799, isExpiryAlone: true)
        let finding = try await lab.provider(.ark).find(token, tier: .standard, since: Self.since) {}
        #expect(finding == .found(upstreamID: "ours"))
    }

    @Test("A vendor that does not echo the identifier is believed by the expiry, which nobody else has")
    func withoutEcho() async throws {
        let lab = try VendorLab([Self.page([Self.task("ours", expiry: 172_799, identifier: nil)], total: 1)])
        let finding = try await lab.provider(.ark).find(Self.token, tier: .standard, since: Self.since) {}
        #expect(finding == .found(upstreamID: "ours"))
    }

    @Test("Absent means that every page of every state was read, each at its pace")
    func absent() async throws {
        let many = (0..<500).map { Self.task("t\($0)") }
        let lab = try VendorLab([
            Self.empty, Self.page(many, total: 501), Self.page([Self.task("t500")], total: 501), Self.empty, Self.empty,
            Self.empty,
        ])
        let paces = Counter()
        let finding = try await lab.provider(.ark).find(Self.token, tier: .flex, since: Self.since) { paces.add() }
        #expect(finding == .absent)
        #expect(paces.value == 6 && lab.transport.left == 0)
        #expect(lab.transport.lines[2].contains("page_num=2"))
        #expect(lab.transport.lines.allSatisfy { $0.contains("filter.service_tier=flex") })
    }

    @Test("A list that shrinks while it is read is read again from where tasks can have moved to")
    func shrinking() async throws {
        let first = (0..<500).map { Self.task("t\($0)") }
        let moved = (100..<600).map {
            Self.task($0 == 550 ? "ours" : "t\($0)", expiry: 172_799, identifier: $0 == 550 ? "tok-1" : "x")
        }
        let lab = try VendorLab([
            Self.page(first, total: 600), Self.page([], total: 500), Self.page(moved, total: 500),
        ])
        let finding = try await lab.provider(.ark).find(Self.token, tier: .standard, since: Self.since) {}
        #expect(finding == .found(upstreamID: "ours"))
        #expect(lab.transport.lines.map { $0.contains("page_num=2") } == [false, true, false])
    }

    @Test(
        "A listing with a hole is no listing",
        arguments: [
            ScriptedTransport.Step.answer(500, "oops"), .answer(200, ["odd": true]),
            .fails(TransportError(.exchanging, "reset")),
        ]
    )
    func broken(_ step: ScriptedTransport.Step) async throws {
        let lab = try VendorLab([Self.empty, step, step, step, step])
        guard case .failed = try await lab.provider(.ark).find(Self.token, tier: .standard, since: Self.since, pace: {})
        else {
            Issue.record("a broken listing counted")
            return
        }
        #expect(lab.transport.left == 0)
    }

    @Test("A page that fails is asked for again, at its pace: the look goes on where it was")
    func pageAgain() async throws {
        let broken = ScriptedTransport.Step.answer(502, "bad gateway")
        let lab = try VendorLab([
            Self.empty, broken, broken, broken, Self.empty, broken, Self.empty, Self.empty, Self.empty,
        ])
        let paces = Counter()
        let finding = try await lab.provider(.ark).find(Self.token, tier: .standard, since: Self.since) { paces.add() }
        #expect(finding == .absent)
        #expect(paces.value == 9 && lab.transport.left == 0)
    }

    @Test("Two tasks with one token are nobody's to choose between")
    func twice() async throws {
        let twins = ["a", "b"].map { Self.task($0, expiry: 172_799, identifier: "tok-1") }
        let lab = try VendorLab([Self.page(twins, total: 2)])
        guard case .failed = try await lab.provider(.ark).find(Self.token, tier: .standard, since: Self.since, pace: {})
        else {
            Issue.record("one of two was chosen")
            return
        }
    }

    @Test("A look that is given up makes no more calls")
    func givenUp() async throws {
        let lab = try VendorLab()
        let finding = try await lab.provider(.ark).find(Self.token, tier: .standard, since: Self.since) {
            throw CancellationError()
        }
        #expect(finding == .failed(reason: "the look was given up"))
        #expect(lab.transport.calls.isEmpty)
    }

    @Test("ToAPIs is asked by our own id; other dialects have nothing to find a create by")
    func reference() async throws {
        let lab = try VendorLab([
            .answer(200, ["id": "task_vid_1", "object": "generation.task", "status": "queued", "progress": 0]),
            .answer(404, ["error": ["code": 404, "message": "Task not found", "type": "not_found_error"]]),
        ])
        let provider = try lab.provider(.toapis)
        let token = AttemptToken(text: "tok-1")
        #expect(await provider.find(token, tier: .standard, since: Self.since) {} == .found(upstreamID: "task_vid_1"))
        #expect(await provider.find(token, tier: .standard, since: Self.since) {} == .absent)
        #expect(lab.transport.lines == Array(repeating: "GET /gate/v1/videos/generations/tok-1", count: 2))
        guard case .failed = try await lab.provider(.xcompute).find(token, tier: .standard, since: Self.since, pace: {})
        else {
            Issue.record("found without a token")
            return
        }
    }

    @Test("A cancel brings what the vendor decided")
    func cancel() async throws {
        let lab = try VendorLab([
            .answer(200, [:]),
            .answer(
                409,
                ["error": ["code": "InvalidAction.RunningTaskDeletion", "message": "no", "param": "", "type": ""]]
            ),
            .answer(404, ["error": ["code": "ResourceNotFound", "message": "no", "param": "", "type": "NotFound"]]),
            .fails(TransportError(.connecting, "refused")),
        ])
        let provider = try lab.provider(.ark)
        #expect(await provider.cancel("cgt-1") == .cancelled)
        #expect(await provider.cancel("cgt-1") == .refused)
        #expect(await provider.cancel("cgt-1") == .missing)
        #expect(await provider.cancel("cgt-1") == .failed(reason: "refused"))
        let other = try lab.provider(.xcompute)
        #expect(!other.cancels)
        guard case .failed = await other.cancel("task_1") else {
            Issue.record("cancelled without a word for it")
            return
        }
        #expect(lab.transport.calls.count == 4)
    }
}
