import FilmgateDomain
import Testing

@testable import FilmgateDialects

/// Tasks by the names that `tasks.json` gives them, each brought to its state by the domain's own events.
extension FlatCase {
    static let id = "task_01K8SGYNNNVBQTXNR4MM964S7K"

    static let tasks = [
        "queued", "running", "succeeded", "succeeded with last frame", "succeeded with a hold", "failed",
        "failed before it began", "cancelled", "expired",
    ]

    static func view(_ name: String) throws -> TaskView {
        let start = Timestamp(seconds: created)
        let moderated = TaskFailure(
            code: "OutputVideoSensitiveContentDetected",
            message: ArkErrorCatalogue.message(of: "OutputVideoSensitiveContentDetected")
        )
        let broken = TaskFailure(
            code: "InternalServiceError",
            message: ArkErrorCatalogue.message(of: "InternalServiceError")
        )
        switch name {
        case "queued": return view(try task(), now: start + .seconds(5))
        case "running":
            return view(try task([(.started(AttemptStart(provider: .preview)), 0)]), now: start + .seconds(60))
        case "succeeded": return try succeeded()
        case "succeeded with last frame": return try succeeded(lastFrame: true)
        case "succeeded with a hold": return try succeeded(hold: 1_000_000)
        case "failed":
            return view(
                try task([(.started(AttemptStart(provider: .preview)), 0), (.failed(moderated), 20)]),
                now: start + .seconds(90)
            )
        case "failed before it began": return view(try task([(.failed(broken), 20)]), now: start + .seconds(90))
        case "cancelled": return view(try task([(.cancelled, 20)]), now: start + .seconds(90))
        case "expired": return view(try task([(.expired, 20)]), now: start + .seconds(90))
        default: throw FixtureError()
        }
    }

    /// What ToAPIs' clients may add: an id of their own.
    static func view(_ name: String, reference: String) throws -> TaskView {
        switch name {
        case "queued": view(try task(reference: reference), now: Timestamp(seconds: created + 5))
        case "succeeded": try succeeded(reference: reference)
        default: throw FixtureError()
        }
    }

    private static func succeeded(
        lastFrame: Bool = false,
        hold: Int64 = 0,
        reference: String? = nil
    ) throws -> TaskView {
        let file = Artifact(
            hash: try #require(ContentHash(rawValue: String(repeating: "a", count: 64))),
            size: 1,
            mediaType: "video/mp4"
        )
        let result = VideoResult(
            video: file,
            lastFrame: nil,
            pixels: PixelSize(width: 1280, height: 720),
            resolution: .p720,
            ratio: .landscape,
            seconds: 5,
            frames: 121,
            framesPerSecond: 24,
            hasAudio: false,
            seed: 7
        )
        let ended = try task(
            [
                (.started(AttemptStart(provider: .preview)), 0),
                (
                    .succeeded(
                        result,
                        TokenUsage(completionTokens: 108_900),
                        charge: Money(micros: hold, currency: .cny),
                        deviations: []
                    ), 19
                ),
            ],
            hold: hold,
            reference: reference
        )
        var view = view(ended, now: Timestamp(seconds: created + 90))
        view.videoURL = "https://gate.example/f/video.mp4"
        view.lastFrameURL = lastFrame ? "https://gate.example/f/last.png" : nil
        view.filesExpireAt = Timestamp(seconds: created + 19 + 86400)
        return view
    }

    static func task(
        _ events: [(event: TaskEvent, second: Int64)] = [],
        hold: Int64 = 0,
        reference: String? = nil
    ) throws -> VideoTask {
        var task = VideoTask(
            id: VideoTask.ID(try #require(ULID(text: id.dropFirst("task_".count)))),
            project: Project.ID(rawValue: "p"),
            key: nil,
            dialect: .xcompute,
            clientReference: reference,
            order: VideoOrder(
                model: ModelSpec.seedance15Pro.id,
                mode: .text,
                prompt: "a",
                resolution: .p720,
                ratio: .fixed(.landscape)
            ),
            createdAt: Timestamp(seconds: created),
            deadline: Timestamp(seconds: created + 172_800),
            hold: Money(micros: hold, currency: .cny)
        )
        for (event, second) in events {
            task = try task.change(by: event, at: Timestamp(seconds: created + second)).task
        }
        return task
    }

    private static func view(_ task: VideoTask, now: Timestamp) -> TaskView {
        TaskView(task: task, id: id, model: .seedance15Pro, now: now)
    }

    static let upload = UploadView(
        url: "https://gate.example/u/1",
        id: "abc12345",
        filename: "cat.png",
        mediaType: "image/png",
        size: 12345,
        createdAt: Timestamp(seconds: created)
    )

    static let balance = BalanceView(
        remaining: Money(micros: 10_500_000, currency: .usd),
        used: Money(micros: 2_300_000, currency: .usd)
    )

    static let unlimited = BalanceView(remaining: nil, used: Money(micros: 0, currency: .usd))

    static let usage = UsageView(
        from: Timestamp(seconds: created),
        to: Timestamp(seconds: created + 86400),
        rows: [
            UsageView.Row(
                group: "2025-11-14",
                tasks: 2,
                tokens: 217_800,
                cost: Money(micros: 3_484_800, currency: .cny)
            )
        ]
    )

    /// The answers of `account.json`, as far as the dialect has the operation.
    static func account(_ dialect: some Dialect) throws -> [(name: String, answer: Answer)] {
        [
            ("created", dialect.created(try view("queued"))),
            ("uploaded", dialect.uploaded(upload)),
            ("balance", dialect.balance(balance)),
            ("balance without limit", dialect.balance(unlimited)),
            ("models", dialect.models([.seedance15Pro])),
        ] + (dialect.operations.contains { $0.kind == .usage } ? [("usage", dialect.usage(usage))] : [])
    }
}
