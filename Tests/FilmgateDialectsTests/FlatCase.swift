import FilmgateDomain
import Foundation
import Testing

@testable import FilmgateDialects

/// What the tests of the dialects with flat bodies share: their fixtures, and orders and tasks to compare with them.
enum FlatCase {
    static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

    /// The cases of a folder, by name.
    static func names(_ folder: String) -> [String] {
        let found = try? FileManager.default.contentsOfDirectory(atPath: fixtures.appending(path: folder).path)
        return (found ?? []).sorted()
    }

    static func json(_ path: String) throws -> JSONValue {
        try JSONParser.parse([UInt8](Data(contentsOf: fixtures.appending(path: path))))
    }

    static func member(_ name: String, of path: String) throws -> JSONValue {
        guard case .object(let object) = try json(path) else { throw FixtureError() }
        return try #require(object[name], "no \(name) in \(path)")
    }

    struct FixtureError: Error {}

    /// The whole way of a create, up to the pictures.
    static func plan(_ dialect: some Dialect, _ body: JSONValue) throws(Refusal) -> OrderPlan {
        try RequestRules().check(
            try dialect.decodeCreate(body, knowing: .standard, at: Timestamp(seconds: created)),
            house: dialect.house,
            source: nil,
            now: Timestamp(seconds: created)
        )
    }

    /// An order as the fixtures write it.
    static func json(_ plan: OrderPlan) -> JSONValue {
        let order = plan.order
        let media = plan.media.map { medium -> JSONValue in
            let url: JSONValue = if case .url(let url) = medium.source { .string(url) } else { nil }
            return ["role": .string(medium.role.rawValue), "url": url, "path": .string(medium.path)]
        }
        let notes = plan.notes.map { note -> JSONValue in
            [
                "effect": .string(note.effect.rawValue), "parameter": .string(note.parameter),
                "detail": .string(note.detail),
            ]
        }
        return [
            "model": .string(order.model), "mode": .string(order.mode.rawValue), "prompt": .string(order.prompt),
            "media": .array(media), "resolution": .string(order.resolution.rawValue),
            "ratio": .string(order.ratio.text), "duration": .integer(order.duration), "seed": .integer(order.seed),
            "camera_fixed": .bool(order.cameraFixed), "watermark": .bool(order.watermark),
            "generate_audio": .bool(order.generateAudio), "draft": .bool(order.draft),
            "return_last_frame": .bool(order.returnLastFrame), "service_tier": .string(order.serviceTier.rawValue),
            "execution_expires_after": .integer(order.executionExpiresAfter),
            "callback_url": order.callbackURL.map { .string($0) } ?? nil,
            "safety_identifier": order.safetyIdentifier.map { .string($0) } ?? nil, "notes": .array(notes),
        ]
    }

    /// An answer as the fixtures write it.
    static func json(_ answer: Answer) -> JSONValue {
        let headers = answer.headers.sorted { $0.key < $1.key }.map { (key: $0.key, value: JSONValue.string($0.value)) }
        return [
            "status": .integer(answer.status), "body": answer.body ?? nil, "headers": .object(JSONObject(headers)),
        ]
    }

    static func errorMessage(_ answer: Answer) throws -> String {
        guard
            case .object(let body)? = answer.body, case .object(let error)? = body["error"],
            case .string(let message)? = error["message"]
        else { throw FixtureError() }
        return message
    }

    /// Seconds: the moment of vendors.md section 2.4.
    static let created: Int64 = 1_763_088_289
}

/// Refusals by the names that `errors.json` gives them.
extension FlatCase {
    static let refusals: [(name: String, refusal: Refusal, kind: FilmgateDialects.Operation.Kind)] = [
        ("malformed", JSONError(offset: 3, reason: .ended).refusal, .create),
        ("tooLarge", Refusal(.tooLarge, .request, .rule(.bytesAtMost(64 << 20))), .create),
        ("unsupportedMediaType", Refusal(.unsupportedMediaType, .request, .plain), .create),
        ("unauthenticated", Refusal(.unauthenticated, .request, .plain), .create),
        ("forbidden", Refusal(.forbidden, .request, .plain), .create),
        ("insufficientFunds", Refusal(.insufficientFunds, .request, .plain), .create),
        ("unknownModel", Refusal(.unknownModel, .parameter(.model), given: "sora-2", .plain), .create),
        ("unknownTask", Refusal(.unknownTask, .named("task_1"), .plain), .read),
        ("unknownPath", Refusal(.unknownPath, .request, .plain), .read),
        ("methodNotAllowed", Refusal(.methodNotAllowed, .request, .plain), .read),
        ("taskRunning", Refusal(.taskRunning, .named("task_1"), .plain), .remove),
        ("taskCancelled", Refusal(.taskCancelled, .named("task_1"), .plain), .remove),
        ("tooMany", Refusal(.tooMany(retryAfter: .milliseconds(1200)), .request, .plain), .create),
        (
            "queueFull",
            Refusal(
                .queueFull(retryAfter: .seconds(30)),
                .request,
                .words("2 tasks are queued already", chinese: "已有 2 个任务在排队")
            ),
            .create
        ),
        ("tooSlow", Refusal(.tooSlow, .request, .plain), .create),
        ("unavailable", Refusal(.unavailable(retryAfter: .zero), .request, .plain), .create),
        ("failure", Refusal(.failure, .request, .plain), .create),
        (
            "picture",
            Refusal(
                .invalid,
                .item(path: "image_with_roles[1].image_url"),
                .picture(.side(width: 100, height: 50, allowed: 300...6000))
            ),
            .create
        ),
        (
            "download",
            Refusal(
                .invalid,
                .item(path: "image_urls[0]"),
                .downloadFailed(detail: "the server answered with status 404", chinese: "服务器返回状态 404")
            ),
            .create
        ),
        (
            "data URL",
            Refusal(.invalid, .item(path: "image_urls[0]"), given: "data:image/PNG;...", .picture(.dataURL)),
            .create
        ),
        (
            "query",
            Refusal(
                .invalid,
                .wire("start"),
                given: "abc",
                .predicate("it must be a moment in seconds since 1970", chinese: "必须是 Unix 时间戳（秒）")
            ),
            .usage
        ),
        simulated("AccountOverdueError", 403),
        simulated("AuthenticationError", 401),
        simulated("InvalidParameter", 400),
        simulated("InvalidEndpointOrModel.NotFound", 404),
        simulated("InputVideoRiskDetection", 400),
        simulated("QuotaExceeded", 429),
        simulated("SetLimitExceeded", 429),
        simulated("InputTextSensitiveContentDetected", 400),
        simulated("ModelNotOpen", 404),
        simulated("AccessDenied", 403),
        simulated("ServerOverloaded", 429),
        simulated("InternalServiceError", 500),
        ("upload without file", Refusal(.missing, .wire("file"), .absent), .uploadImage),
        (
            "upload of another format",
            Refusal(
                .unsupportedMediaType,
                .wire("file"),
                given: "image/bmp",
                .rule(.oneOf(["jpeg", "png", "webp", "gif"]))
            ),
            .uploadImage
        ),
        ("upload too large", Refusal(.tooLarge, .wire("file"), .rule(.bytesAtMost(20 << 20))), .uploadImage),
        ("balance failed", Refusal(.failure, .request, .plain), .balance),
    ]

    private static func simulated(
        _ code: String,
        _ status: Int
    ) -> (name: String, refusal: Refusal, kind: FilmgateDialects.Operation.Kind) {
        ("simulated \(code)", Refusal(.simulated(code: code, status: status), .request, .plain), .create)
    }

    /// Every reason there is, with every rule and every fault of a picture.
    static let reasons: [Refusal.Reason] =
        [
            .absent, .mustBeEmpty, .modeNotSupported, .unknownRole, .roleMissing, .tooManyFrames(.lastFrame, count: 3),
            .lastFrameAlone, .framesMixedWithReferences, .lastFrameMixed, .draftNotAlone, .draftResolution,
            .draftTier, .draftLastFrame, .unknownDraft, .notADraft, .draftNotFinished, .draftTooOld,
            .unknownItemType(accepted: ["text"]), .emptyText, .promptMissing, .exclusive("a", "b"),
            .downloadFailed(detail: ""), .predicate("it must be even", chinese: "应为偶数"),
            .words("camerafixed is odd", chinese: "camerafixed 有误"), .plain,
        ] + rules.map { .rule($0) } + faults.map { .picture($0) }

    private static let rules: [Refusal.Rule] = [
        .boolean, .string, .array, .object, .integer, .number, .integerIn(1...2), .integerInOrAuto(4...12),
        .oneOf(["a", "b"]), .lengthAtMost(64), .printable(1...128), .bytesAtMost(64), .itemsAtMost(2), .notEmpty,
        .httpURL, .taskID, .progression(29...289, first: 25, step: 4),
    ]

    private static let faults: [Refusal.PictureFault] = [
        .format(accepted: ["png"]), .damaged, .dataURL, .side(width: 1, height: 2, allowed: 300...6000),
        .aspect(width: 1, height: 9, minimum: 0.4, maximum: 2.5), .size(limit: 30 << 20),
    ]
}
