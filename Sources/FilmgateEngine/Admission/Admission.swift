package import FilmgateDomain

/// The way of a create from a request to an accepted task:
/// `validate -> fetch and check pictures -> find who can make it -> quote and hold -> accept`.
///
/// Nothing is kept before ``TaskStore/accept(_:)``, and after it nothing can go wrong any more.
package struct Admission: Sendable {
    private let rules: RequestRules
    private let store: any TaskStore
    private let intake: any MediaIntake
    private let providers: ProviderDirectory
    private let ids: TaskIDSource
    private let moments: Moments
    private let settings: EngineSettings
    private let room: StorageRoom

    package init(
        rules: RequestRules,
        store: any TaskStore,
        intake: any MediaIntake,
        providers: ProviderDirectory,
        ids: TaskIDSource,
        moments: Moments,
        settings: EngineSettings,
        room: StorageRoom = StorageRoom()
    ) {
        self.rules = rules
        self.store = store
        self.intake = intake
        self.providers = providers
        self.ids = ids
        self.moments = moments
        self.settings = settings
        self.room = room
    }

    /// What makes a create safe to repeat, and the answer that is kept for it.
    package struct Idempotency: Sendable {
        package var key: IdempotencyKey
        /// The answer to the create, from its new task alone: it is kept in the task's own commit.
        package var answer: @Sendable (VideoTask) throws -> KeptAnswer

        package init(key: IdempotencyKey, answer: @escaping @Sendable (VideoTask) throws -> KeptAnswer) {
            self.key = key
            self.answer = answer
        }
    }

    /// How long an idempotency key counts (DESIGN section 6).
    package static let idempotencyLife = Duration.seconds(86_400)

    /// Accepts a request. One that repeats the client reference of a task of its project is answered with that task,
    /// one that repeats an idempotency key with the kept answer, whatever else it says: its picture may be gone by
    /// now, its draft too old, the money held by the first.
    ///
    /// - Parameters:
    ///   - request: what the client asked for.
    ///   - principal: who asks.
    ///   - dialect: the dialect that it was asked in.
    ///   - house: that dialect's defaults and customs.
    ///   - idempotency: the key that it came with, if any.
    ///   - draftID: reads a draft's id in any dialect's form.
    /// - Returns: the new task, on disk; or what an earlier create made or was answered.
    /// - Throws: the `Refusal` that the client is told; ``StoreError/idempotencyMismatch`` where the key came with another
    ///   request; or what the store failed with before anything was kept.
    package func accept(
        _ request: GenerationRequest,
        from principal: Principal,
        dialect: DialectName,
        house: HouseRules,
        idempotency: Idempotency? = nil,
        draftID: @Sendable (String) -> VideoTask.ID?
    ) async throws -> Accepted {
        let now = moments.now()
        let project = principal.project
        if let key = idempotency?.key,
            let kept = try await store.answer(to: key, in: project.id, since: now - Self.idempotencyLife)
        {
            return .repeated(kept)
        }
        if let reference = request.clientReference,
            let known = try await store.task(reference: reference, in: project.id)
        {
            return .known(known)
        }
        let (task, plan, _) = try await draw(
            request,
            from: principal,
            dialect: dialect,
            house: house,
            draftID: draftID,
            now: now
        )
        var acceptance = Acceptance(task: task, notes: plan.notes, maximumQueued: settings.maximumQueued)
        acceptance.maximumQueuedInAll = settings.maximumQueuedInAll
        acceptance.limits = principal.limits
        if let idempotency { acceptance.idempotency = (idempotency.key, try idempotency.answer(task)) }
        return try await keep(acceptance)
    }

    /// What a create would be: everything that ``accept(_:from:dialect:house:idempotency:draftID:)`` checks, and nothing
    /// is kept.
    package func quote(
        _ request: GenerationRequest,
        from principal: Principal,
        dialect: DialectName,
        house: HouseRules,
        draftID: @Sendable (String) -> VideoTask.ID?
    ) async throws -> AdmissionQuote {
        let now = moments.now()
        let (task, plan, able) = try await draw(
            request,
            from: principal,
            dialect: dialect,
            house: house,
            draftID: draftID,
            now: now
        )
        return AdmissionQuote(task: task, notes: plan.notes, providers: able)
    }

    /// The task that a request would become, with those that could make it.
    private func draw(
        _ request: GenerationRequest,
        from principal: Principal,
        dialect: DialectName,
        house: HouseRules,
        draftID: @Sendable (String) -> VideoTask.ID?,
        now: Timestamp
    ) async throws -> (task: VideoTask, plan: OrderPlan, able: [ProviderName]) {
        try room.check()
        let project = principal.project
        let source = try await draft(in: request, project: project.id, draftID: draftID)
        let plan = try rules.check(request, house: house, source: source, now: now)
        guard let model = rules.catalog[plan.order.model] else {
            throw rules.catalog.unserved(request.model, at: now)
        }
        try KeyRules(principal).check(plan.order)
        let order = plan.complete(with: try await intake.take(plan, model: model))
        var needs = TaskNeeds(order, account: source?.provider)
        let able = try providers.able(order, needs: needs, asked: request, catalog: rules.catalog, now: now)
        let isFree = !settings.pricesPreviews && able.allSatisfy { $0 == .preview }
        if isFree { needs.features.insert(.free) }
        let hold =
            isFree ? Money(micros: 0, currency: project.currency) : try hold(order, model: model, project: project)
        let task = VideoTask(
            id: ids.next(at: now),
            project: project.id,
            key: principal.key.id,
            dialect: dialect,
            clientReference: request.clientReference,
            order: order,
            createdAt: now,
            deadline: now + min(.seconds(order.executionExpiresAfter), settings.maximumAge),
            hold: hold,
            heldTokens: TokenCount.largest(order, model: model),
            lane: needs.lane
        )
        return (task, plan, able)
    }

    private func keep(_ acceptance: Acceptance) async throws -> Accepted {
        do {
            return try await store.accept(acceptance)
        } catch StoreError.queueFull {
            throw queueFull(settings.maximumQueued)
        } catch StoreError.allQueuesFull {
            throw queueFull(settings.maximumQueuedInAll)
        } catch StoreError.limitReached(let reached) {
            throw reached.refusal(at: acceptance.task.createdAt, currency: acceptance.task.hold.currency)
        } catch StoreError.insufficientFunds {
            throw Refusal(.insufficientFunds, .request, .plain)
        }
    }

    private func queueFull(_ most: Int) -> Refusal {
        Refusal(
            .queueFull(retryAfter: .seconds(30)),
            .request,
            .words("\(most) tasks are queued already", chinese: "已有 \(most) 个任务在排队")
        )
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

    /// The largest possible charge. What has no price can be made only for a project that need not pay.
    private func hold(_ order: VideoOrder, model: ModelSpec, project: Project) throws(Refusal) -> Money {
        let tokens = TokenCount.largest(order, model: model)
        if let price = Settlement.price(tokens: tokens, order: order, model: model, project: project) { return price }
        guard project.isUnlimited else {
            throw Refusal(
                .forbidden,
                .parameter(.model),
                given: order.model,
                .words(
                    "\(order.model) has no list price in \(project.currency.rawValue), and this project pays for what it makes",
                    chinese: "\(order.model) 没有 \(project.currency.rawValue) 标价，而该项目按量付费"
                )
            )
        }
        return Money(micros: 0, currency: project.currency)
    }
}

extension Accepted {
    /// The task that was made, or that the client's reference names; `nil` where a kept answer is repeated instead.
    package var task: VideoTask? {
        switch self {
        case .new(let task), .known(let task): task
        case .repeated: nil
        }
    }

    /// Whether a task was made.
    package var isNew: Bool {
        if case .new = self { true } else { false }
    }
}
