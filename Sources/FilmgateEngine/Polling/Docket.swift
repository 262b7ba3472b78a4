import FilmgateDomain

/// The open tasks of one account, and which of them to ask for next. A pure value: it is told the time and what came
/// back.
struct Docket {
    /// In no order; changed by ``change(_:attempt:_:)``, and here and in the questions alone.
    var entries: [OpenEntry] = []
    private var places: [VideoTask.ID: Int] = [:]
    private var byUpstreamID: [String: VideoTask.ID] = [:]
    private(set) var slots: [ServiceTier: Int] = [:]
    private var habits: [ServiceTier: Habit] = [:]
    /// Most ids that one list names.
    private(set) var chunk = 500
    /// Those to be asked for by themselves now, best first.
    var singles: [VideoTask.ID] = []
    var singlesAt = Int64.min

    subscript(task: VideoTask.ID) -> OpenEntry? { places[task].map { entries[$0] } }

    func task(upstreamID: String) -> VideoTask.ID? { byUpstreamID[upstreamID] }

    /// Tasks of a tier that may be open at the account.
    func open(_ tier: ServiceTier) -> Int { slots[tier] ?? 0 }

    var openInAll: Int { slots.values.reduce(0, +) }

    /// Milliseconds for which the open task that was asked for longest ago has not been asked for.
    func pollLag(at now: Int64) -> Int64 {
        let oldest = entries.lazy.filter { $0.phase == .open }.map { max($0.askedAt, $0.startedAt) }.min()
        return oldest.map { max(now - $0, 0) } ?? 0
    }

    mutating func insert(_ entry: OpenEntry) {
        guard places[entry.task] == nil else { return }
        places[entry.task] = entries.count
        entries.append(entry)
        if let id = entry.upstreamID { byUpstreamID[id] = entry.task }
        if entry.phase.takesSlot { slots[entry.tier, default: 0] += 1 }
    }

    /// Changes the entry of that attempt; `false` where there is none.
    @discardableResult
    mutating func change(_ task: VideoTask.ID, attempt: Int?, _ body: (inout OpenEntry) -> Void) -> Bool {
        guard let place = places[task], attempt == nil || entries[place].attempt == attempt else { return false }
        let before = entries[place]
        body(&entries[place])
        let after = entries[place]
        if before.phase.takesSlot != after.phase.takesSlot {
            slots[before.tier, default: 0] += after.phase.takesSlot ? 1 : -1
        }
        if before.upstreamID != after.upstreamID {
            if let id = before.upstreamID, byUpstreamID[id] == task { byUpstreamID[id] = nil }
            if let id = after.upstreamID { byUpstreamID[id] = task }
        }
        return true
    }

    @discardableResult
    mutating func remove(_ task: VideoTask.ID, attempt: Int?) -> OpenEntry? {
        guard let place = places[task], attempt == nil || entries[place].attempt == attempt else { return nil }
        let entry = entries[place]
        places[task] = nil
        let last = entries.removeLast()
        if place < entries.count {
            entries[place] = last
            places[last.task] = place
        }
        if let id = entry.upstreamID, byUpstreamID[id] == task { byUpstreamID[id] = nil }
        if entry.phase.takesSlot { slots[entry.tier, default: 0] -= 1 }
        return entry
    }

    /// A task of that tier was seen to succeed after so long.
    mutating func learn(_ duration: Int64, tier: ServiceTier) {
        habits[tier, default: Habit()].learn(duration)
    }

    func habit(_ tier: ServiceTier) -> Habit { habits[tier] ?? Habit() }

    /// So many ids were too many for one list.
    mutating func halve(_ tried: Int) {
        chunk = max(min(chunk, tried) / 2, 1)
    }
}
