import FilmgateDomain
import FilmgateEngine
import Synchronization

/// The way of a create, with pictures that are made up.
struct Creates {
    let lab: Lab
    let admission: Admission
    let intake = StubIntake()

    init(_ lab: Lab, provider: Bool = true) {
        self.init(lab, mounted: provider ? [lab.mounted] : [])
    }

    init(_ lab: Lab, mounted: [MountedProvider]) {
        self.lab = lab
        admission = Admission(
            rules: RequestRules(catalog: .standard),
            store: lab.store,
            intake: intake,
            providers: lab.directory(mounted),
            ids: TaskIDSource(),
            moments: lab.time.moments,
            settings: lab.settings
        )
    }

    @discardableResult
    func create(
        _ content: [ContentItem] = [ContentItem(.text("A cat in the rain"), path: "content[0]")],
        in project: Project? = nil,
        house: HouseRules = .ark,
        reference: String? = nil,
        change: (inout RequestParameters) -> Void = { _ in }
    ) async throws -> VideoTask {
        let owner = if let project { project } else { try await lab.project() }
        var parameters = RequestParameters()
        change(&parameters)
        let key = APIKey(
            id: APIKey.ID(rawValue: "key-1"),
            project: owner.id,
            name: "laptop",
            hash: .named("key"),
            homeDialect: nil,
            createdAt: lab.time.now
        )
        let request = GenerationRequest(
            model: "doubao-seedance-1-5-pro",
            content: content,
            parameters: parameters,
            clientReference: reference
        )
        let accepted = try await admission.accept(
            request,
            from: Principal(key: key, project: owner),
            dialect: .ark,
            house: house,
            draftID: Self.id
        )
        guard let task = accepted.task else { throw StoreError.stale }
        return task
    }

    /// The same with an idempotency key.
    func accept(_ idempotency: Admission.Idempotency) async throws -> Accepted {
        let owner = try await lab.project()
        let key = APIKey(
            id: APIKey.ID(rawValue: "key-1"),
            project: owner.id,
            name: "laptop",
            hash: .named("key"),
            homeDialect: nil,
            createdAt: lab.time.now
        )
        return try await admission.accept(
            GenerationRequest(
                model: "doubao-seedance-1-5-pro",
                content: [ContentItem(.text("A cat"), path: "content[0]")]
            ),
            from: Principal(key: key, project: owner),
            dialect: .ark,
            house: .ark,
            idempotency: idempotency,
            draftID: Self.id
        )
    }

    /// The refusal of a create that must not be accepted.
    func refusal(of body: (Creates) async throws -> VideoTask) async -> Refusal? {
        do {
            _ = try await body(self)
            return nil
        } catch {
            return error as? Refusal
        }
    }

    /// Two forms of an id, as dialects have them.
    static func id(_ text: String) -> VideoTask.ID? {
        for prefix in ["cgt-", "task_"] where text.hasPrefix(prefix) {
            return ULID(text: text.dropFirst(prefix.count)).map(VideoTask.ID.init)
        }
        return nil
    }

    static func draft(_ id: String) -> [ContentItem] { [ContentItem(.draftTask(id: id), path: "content[0]")] }

    static func picture(_ role: MediaRole? = .firstFrame) -> [ContentItem] {
        let source = MediaSource.url("https://example.com/cat.png")
        return [
            ContentItem(.text("A cat"), path: "content[0]"),
            ContentItem(.media(MediaItem(kind: .image, role: role, source: source)), path: "content[1]"),
        ]
    }
}

/// Finds every picture, or refuses it.
final class StubIntake: MediaIntake {
    private let answer = Mutex<Result<PixelSize, Refusal>>(.success(PixelSize(width: 1600, height: 900)))
    private let asked = Atomic(0)

    func refuse(_ refusal: Refusal) { answer.withLock { $0 = .failure(refusal) } }

    var count: Int { asked.load(ordering: .sequentiallyConsistent) }

    func take(_ plan: OrderPlan, model: ModelSpec) async throws(Refusal) -> [TakenMedium] {
        var found: [TakenMedium] = []
        for _ in plan.media {
            asked.add(1, ordering: .sequentiallyConsistent)
            let size = try answer.withLock(\.self).get()
            let artifact = Artifact(hash: .named("picture"), size: 500, mediaType: "image/png")
            found.append(TakenMedium(artifact: artifact, pixels: size))
        }
        return found
    }
}
