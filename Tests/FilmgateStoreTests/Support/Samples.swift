import FilmgateDomain

/// Moments by their number: second 0 is when every test begins.
func second(_ number: Int64) -> Timestamp { Timestamp(seconds: 1_700_000_000 + number) }

func hash(_ number: Int) -> ContentHash {
    let digits = String(number, radix: 16)
    guard let hash = ContentHash(rawValue: String(repeating: "0", count: 64 - digits.count) + digits) else {
        preconditionFailure("64 hexadecimal digits")
    }
    return hash
}

func picture(_ number: Int, origin: String? = nil) -> OrderedMedium {
    OrderedMedium(
        kind: .image,
        role: number.isMultiple(of: 2) ? .firstFrame : .lastFrame,
        artifact: Artifact(hash: hash(number), size: 1000 + number, mediaType: "image/png"),
        pixels: PixelSize(width: 640, height: 480),
        origin: origin
    )
}

/// A task of a project, everything else by default.
func sample(
    _ number: UInt64,
    in project: Project,
    at moment: Timestamp = second(0),
    hold: Int64 = 0,
    heldTokens: Int? = nil,
    reference: String? = nil,
    change: (inout VideoOrder) -> Void = { _ in }
) -> VideoTask {
    var order = VideoOrder(
        model: "model-a",
        mode: .text,
        prompt: "A cat in the rain, \(number)",
        resolution: .p720,
        ratio: .fixed(.landscape)
    )
    change(&order)
    return VideoTask(
        id: VideoTask.ID(ULID(milliseconds: UInt64(moment.milliseconds), random: (7, number))),
        project: project.id,
        key: APIKey.ID(rawValue: "key-1"),
        dialect: .ark,
        clientReference: reference,
        order: order,
        createdAt: moment,
        deadline: moment + .seconds(3600),
        hold: Money(micros: hold, currency: project.currency),
        heldTokens: heldTokens
    )
}

/// An order with nothing left at its default.
func fill(_ order: inout VideoOrder) {
    order.mode = .firstAndLastFrame
    var clip = picture(5)
    clip.kind = .video
    clip.role = .referenceVideo
    clip.milliseconds = 4999
    order.media = [picture(2, origin: "https://example.com/猫.png"), picture(3), clip]
    order.ratio = .adaptive
    order.fittedRatio = .classic
    order.duration = -1
    order.frames = 57
    order.seed = 4_294_967_295
    order.cameraFixed = true
    order.watermark = true
    order.generateAudio = true
    order.draft = true
    order.draftTask = VideoTask.ID(ULID(high: .max, low: 1 << 63))
    order.returnLastFrame = true
    order.serviceTier = .standard
    order.pricedTier = .flex
    order.executionExpiresAfter = 3600
    order.callbackURL = "https://example.com/callback"
    order.safetyIdentifier = "user-\u{0}\u{1F600}"
    order.extras = ["priority": "3", "output_format": ""]
}

let video = VideoResult(
    video: Artifact(hash: hash(100), size: 12_345, mediaType: "video/mp4"),
    lastFrame: Artifact(hash: hash(101), size: 678, mediaType: "image/png"),
    pixels: PixelSize(width: 1280, height: 720),
    resolution: .p720,
    ratio: .landscape,
    seconds: 5,
    frames: 121,
    framesPerSecond: 24,
    hasAudio: true,
    seed: 11
)

extension TaskStore {
    /// Accepts a task without notes; the one that has its reference already, where there is one.
    @discardableResult
    func accept(_ task: VideoTask) async throws -> VideoTask {
        switch try await accept(Acceptance(task: task, notes: [])) {
        case .new(let task), .known(let task): return task
        case .repeated: throw StoreError.idempotencyMismatch
        }
    }

    /// Does to the task what `events` do, a second apart, beginning at `moment`; the task afterwards.
    @discardableResult
    func happen(
        _ events: TaskEvent...,
        to id: VideoTask.ID,
        at moment: Timestamp = second(1),
        epoch: Epoch
    ) async throws -> VideoTask {
        guard var task = try await task(id, in: nil) else { throw StoreError.stale }
        for (offset, event) in events.enumerated() {
            let change = try task.change(by: event, at: moment + .seconds(offset))
            try await apply(change, epoch: epoch)
            task = change.task
        }
        return task
    }

    /// Claims for the preview, from all lanes.
    func claim(_ limit: Int, epoch: Epoch, at moment: Timestamp = second(1)) async throws -> [VideoTask] {
        try await claim(limit: limit, lanes: queuedLanes(), epoch: epoch) {
            try $0.change(by: .started(AttemptStart(provider: .preview)), at: moment)
        }
    }
}

extension TaskStore where Self: AccountStore {
    /// A project of that name; with a balance it is limited to that.
    func project(_ name: String = "default", balance: Int64? = nil) async throws -> Project {
        var project = try await project(named: name, now: second(0))
        guard let balance else { return project }
        project.isUnlimited = false
        try await save(project)
        let amount = Money(micros: balance, currency: project.currency)
        try await enter(
            LedgerEntry(project: project.id, task: nil, kind: .topUp, amount: amount, at: second(0), note: "cash")
        )
        return project
    }
}

func key(_ number: Int, of project: Project) -> APIKey {
    APIKey(
        id: APIKey.ID(rawValue: "key-\(number)"),
        project: project.id,
        name: "laptop \(number)",
        hash: hash(9000 + number),
        homeDialect: number.isMultiple(of: 2) ? .toapis : nil,
        createdAt: second(Int64(number))
    )
}
