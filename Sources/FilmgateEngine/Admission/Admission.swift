package import FilmgateDomain

/// The way of a create from a request to an accepted task:
/// `validate -> fetch and check pictures -> quote and hold -> accept`.
///
/// Nothing is kept before ``TaskStore/accept(_:)``, and after it nothing can go wrong any more.
package struct Admission: Sendable {
    private let rules: RequestRules
    private let store: any TaskStore
    private let intake: any MediaIntake
    private let provider: (any VideoProvider)?
    private let ids: TaskIDSource
    private let moments: Moments
    private let settings: EngineSettings

    package init(
        rules: RequestRules,
        store: any TaskStore,
        intake: any MediaIntake,
        provider: (any VideoProvider)?,
        ids: TaskIDSource,
        moments: Moments,
        settings: EngineSettings
    ) {
        self.rules = rules
        self.store = store
        self.intake = intake
        self.provider = provider
        self.ids = ids
        self.moments = moments
        self.settings = settings
    }

    /// The task of a create.
    package struct Accepted: Sendable {
        package var task: VideoTask
        /// `false` where an earlier create of the same client reference made it; of this one nothing was kept.
        package var isNew: Bool
    }

    /// Accepts a request. One that repeats the client reference of a task of its project is answered with that task,
    /// whatever else it says: its picture may be gone by now, its draft too old, the money held by the first.
    ///
    /// - Parameters:
    ///   - request: what the client asked for.
    ///   - principal: who asks.
    ///   - dialect: the dialect that it was asked in.
    ///   - house: that dialect's defaults and customs.
    ///   - draftID: reads a draft's id in any dialect's form.
    /// - Returns: the task, on disk.
    /// - Throws: the `Refusal` that the client is told, or what the store failed with before anything was kept.
    package func accept(
        _ request: GenerationRequest,
        from principal: Principal,
        dialect: DialectName,
        house: HouseRules,
        draftID: @Sendable (String) -> VideoTask.ID?
    ) async throws -> Accepted {
        let now = moments.now()
        if let reference = request.clientReference,
            let known = try await store.task(reference: reference, in: principal.project.id)
        {
            return Accepted(task: known, isNew: false)
        }
        let source = try await draft(in: request, project: principal.project.id, draftID: draftID)
        let plan = try rules.check(request, house: house, source: source, now: now)
        guard let model = rules.catalog[plan.order.model] else {
            throw rules.catalog.unserved(request.model, at: now)
        }
        let order = plan.complete(with: try await intake.take(plan, model: model))
        guard let provider else {
            throw Refusal(
                .unavailable(retryAfter: .seconds(60)),
                .request,
                .words("no provider is configured", chinese: "未配置任何视频服务")
            )
        }
        if let objection = provider.objection(to: order) { throw objection }
        let task = VideoTask(
            id: ids.next(at: now),
            project: principal.project.id,
            key: principal.key.id,
            dialect: dialect,
            clientReference: request.clientReference,
            order: order,
            createdAt: now,
            deadline: now + min(.seconds(order.executionExpiresAfter), settings.maximumAge),
            hold: hold(order, model: model, project: principal.project, provider: provider)
        )
        do {
            let acceptance = Acceptance(task: task, notes: plan.notes, maximumQueued: settings.maximumQueued)
            switch try await store.accept(acceptance) {
            case .new(let task): return Accepted(task: task, isNew: true)
            case .known(let task): return Accepted(task: task, isNew: false)
            case .repeated: throw StoreError.stale
            }
        } catch StoreError.busy {
            throw Refusal(.unavailable(retryAfter: .seconds(1)), .request, .plain)
        } catch StoreError.queueFull {
            let most = settings.maximumQueued
            throw Refusal(
                .queueFull(retryAfter: .seconds(30)),
                .request,
                .words("\(most) tasks are queued already", chinese: "已有 \(most) 个任务在排队")
            )
        } catch StoreError.insufficientFunds {
            throw Refusal(.insufficientFunds, .request, .plain)
        }
    }

    private func draft(
        in request: GenerationRequest,
        project: Project.ID,
        draftID: @Sendable (String) -> VideoTask.ID?
    ) async throws -> VideoTask? {
        guard let reference = RequestRules.draftReference(in: request), let id = draftID(reference.id) else {
            return nil
        }
        return try await store.task(id, in: project)
    }

    private func hold(
        _ order: VideoOrder,
        model: ModelSpec,
        project: Project,
        provider: any VideoProvider
    ) -> Money {
        let free = Money(micros: 0, currency: project.currency)
        guard provider.name != .preview || settings.pricesPreviews else { return free }
        let tokens = TokenCount.largest(order, model: model)
        return Settlement.price(tokens: tokens, order: order, model: model, project: project) ?? free
    }
}
