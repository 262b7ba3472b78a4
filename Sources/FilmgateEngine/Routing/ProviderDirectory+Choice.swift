import FilmgateDomain

extension ProviderDirectory {
    /// What the queue's head can expect now.
    enum Choice {
        case reserved(Reservation)
        /// No account that can make tasks of this lane has a place.
        case laneIsFull
        /// This very task has to wait; others of its lane need not.
        case skipped
    }

    /// Whether some account can take a task of such needs now.
    func canTake(_ needs: TaskNeeds) -> Bool {
        configured.contains { account in
            account.creates.free > 0 && account.admits(needs)
        }
    }

    /// Whether some configured account takes work and can make such tasks, be it busy or not.
    func mayEverTake(_ needs: TaskNeeds) -> Bool {
        configured.contains { account in
            account.withState { state in
                state.takesWork && state.mounted?.account.objection(to: needs) == nil
            }
        }
    }

    /// How many creates may be sent now, in all.
    func room(_ tier: ServiceTier) -> Int {
        configured.reduce(0) { $0 + $1.room(tier) }
    }

    /// When, by ``Moments/ticks``, an account may take work that cannot now, as far as time alone tells.
    func nextChange(at now: Int64) -> Int64? {
        configured.compactMap { account -> Int64? in
            let rest = account.withState { $0.takesWork ? $0.breaker.opensAt(now) : nil }
            return rest ?? account.creates.nextFree
        }.min()
    }

    /// Reserves a place for the task: by priority, among accounts of one priority by weight.
    func reserve(_ task: VideoTask, avoiding: Set<ProviderName>, mustAvoid: Bool) -> Choice {
        guard let needs = TaskNeeds(task.lane) else { return .skipped }
        let able = configured.filter { $0.creates.free > 0 && $0.admits(needs) }
        guard !able.isEmpty else { return .laneIsFull }
        var candidates: [Candidate] = []
        for account in able {
            guard !(mustAvoid && avoiding.contains(account.name)), let provider = account.mounted else { continue }
            guard case .success(let making) = making(task.order, needs: needs, by: provider) else { continue }
            candidates.append(Candidate(account: account, provider: provider, making: making))
        }
        let others = candidates.filter { !avoiding.contains($0.account.name) }
        if !others.isEmpty { candidates = others }
        while let priority = candidates.map(\.provider.account.priority).min() {
            let group = candidates.filter { $0.provider.account.priority == priority }
            let chosen = takeTurn(group)
            if let reservation = chosen.account.reserve(task, chosen.provider, chosen.making) {
                return .reserved(reservation)
            }
            candidates.removeAll { $0.account === chosen.account }
        }
        return .skipped
    }

    /// What a provider makes of an order that needs so much; or why it cannot.
    func making(
        _ order: VideoOrder,
        needs: TaskNeeds,
        by provider: MountedProvider
    ) -> Result<ModelMapping.Making, CapabilityFault> {
        if let objection = provider.account.objection(to: needs) { return .failure(.routing(objection)) }
        do throws(Refusal) {
            var making = try mapping.making(order, at: provider.account)
            if making.servedModel != nil {
                // The successor may need what the ordered model does not.
                var mapped = TaskNeeds(making.order, account: needs.account)
                mapped.model = needs.model
                if let objection = provider.account.objection(to: mapped) { return .failure(.routing(objection)) }
            }
            if let refusal = provider.objection(to: making.order) { return .failure(.refusal(refusal)) }
            if case .upstream(let upstream) = provider { making.notes += upstream.supplied(for: making.order) }
            return .success(making)
        } catch {
            return .failure(.refusal(error))
        }
    }

    private struct Candidate {
        let account: LiveAccount
        let provider: MountedProvider
        let making: ModelMapping.Making
    }

    /// Smooth weighted turns: each grows by its weight, the greatest is chosen and pays for all.
    private func takeTurn(_ group: [Candidate]) -> Candidate {
        var best = group[0]
        var greatest = Int.min
        var total = 0
        for candidate in group {
            let weight = max(candidate.provider.account.weight, 1)
            total += weight
            let turn = candidate.account.withState { state in
                state.turn += weight
                return state.turn
            }
            if turn > greatest {
                greatest = turn
                best = candidate
            }
        }
        best.account.withState { $0.turn -= total }
        return best
    }
}

extension LiveAccount {
    /// Whether it can make such tasks, is well and has a place.
    fileprivate func admits(_ needs: TaskNeeds) -> Bool {
        let now = moments.ticks
        return withState { state in
            state.takesWork && state.hasSlot(needs.tier) && state.breaker.admits(at: now)
                && state.mounted?.account.objection(to: needs) == nil
        }
    }

    fileprivate func room(_ tier: ServiceTier) -> Int {
        let now = moments.ticks
        let free = creates.free
        return withState { state in
            guard state.takesWork, state.breaker.admits(at: now), let account = state.mounted?.account else { return 0 }
            let slots: Int
            if case .local = state.mounted {
                slots = account.concurrency - state.docket.openInAll
            } else if tier == .standard {
                slots = account.concurrency - state.docket.open(.standard)
            } else {
                slots = account.flexConcurrency.map { $0 - state.docket.open(.flex) } ?? free
            }
            return max(min(slots, free), 0)
        }
    }

    /// Takes a place for the task's next attempt; `nil` where there is none any more.
    func reserve(
        _ task: VideoTask,
        _ provider: MountedProvider,
        _ making: ModelMapping.Making
    ) -> Reservation? {
        let now = moments.ticks
        var style = TokenStyle.none
        var ticket: CallTicket?
        if case .upstream(let upstream) = provider {
            style = upstream.token
            guard let taken = creates.tryTake() else { return nil }
            ticket = taken
        }
        let isHere = ticket == nil
        let attempt = task.attempt + 1
        let tier = task.order.serviceTier
        let reserved = withState { state -> (isReserved: Bool, token: AttemptToken?) in
            guard state.takesWork, state.hasSlot(tier), state.breaker.admits(at: now), state.docket[task.id] == nil
            else {
                return (false, nil)
            }
            state.docket.insert(
                OpenEntry(
                    task: task.id,
                    attempt: attempt,
                    tier: tier,
                    deadline: task.deadline,
                    startedAt: now,
                    phase: isHere ? .local : .sending,
                    upstreamID: nil,
                    askedAt: now
                )
            )
            state.breaker.began()
            return (true, state.mint.token(style, for: task, attempt: attempt, at: now))
        }
        guard reserved.isReserved else {
            ticket?.giveBack()
            return nil
        }
        return Reservation(
            account: self,
            provider: provider,
            making: making,
            token: reserved.token,
            ticket: ticket,
            task: task.id,
            attempt: attempt
        )
    }
}
