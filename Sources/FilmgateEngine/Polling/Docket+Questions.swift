import FilmgateDomain

/// How often to ask, in milliseconds.
struct PollTimes {
    var first: Int64
    var min: Int64
    var max: Int64

    init(_ settings: PollingSettings) {
        first = settings.first.milliseconds
        min = Swift.max(settings.min.milliseconds, 1)
        max = Swift.max(settings.max.milliseconds, min)
    }
}

extension Docket {
    /// Nothing is left unasked for longer, as far as the account's limits allow.
    private static let longestSilence: Int64 = 42_000
    /// Beyond every other urgency: those that were silent for too long come first, the longest before all.
    private static let overdue: Int64 = 1_000_000
    /// How much more often a task is asked for whose end is likely.
    private static let likelyWeight: Int64 = 3

    /// Whether the end is likely about now.
    private func isLikely(_ entry: OpenEntry, at now: Int64) -> Bool {
        let habit = habit(entry.tier)
        guard let from = habit.likelyFrom, let until = habit.likelyUntil else { return false }
        let age = now - entry.startedAt
        return age >= from && age <= until
    }

    /// When the entry may be asked for.
    private func due(_ entry: OpenEntry, at now: Int64, lists: Bool, times: PollTimes) -> Int64 {
        guard entry.wasAsked else {
            // Tasks that take no longer than the first wait are asked for as soon as they are likely to be done.
            let first =
                habit(entry.tier).likelyFrom.map { Swift.max(Swift.min($0, times.first), times.min) } ?? times.first
            return entry.askedAt + Swift.min(first, times.first)
        }
        if lists { return entry.askedAt + times.min }
        let habit = habit(entry.tier)
        let age = now - entry.startedAt
        let wait: Int64
        if let from = habit.likelyFrom, let until = habit.likelyUntil {
            wait =
                age < from / 2
                ? times.max : age < from ? (times.min + times.max) / 2 : age <= until ? times.min : times.max
        } else {
            wait = Swift.min(Swift.max(age / 4, times.min), times.max)
        }
        return entry.askedAt + wait
    }

    /// How much the entry deserves a question: the time since the last, more where its end is likely.
    private func urgency(_ entry: OpenEntry, at now: Int64) -> Int64 {
        let silence = now - entry.askedAt
        if silence >= Self.longestSilence { return Self.overdue + silence }
        return isLikely(entry, at: now) ? silence * Self.likelyWeight : silence
    }

    /// The ids of one list, all of one tier, marked as being asked for; `nil` where nothing is due. Where a list is
    /// sent it is filled: it costs one call however many it names.
    mutating func nextList(at now: Int64, times: PollTimes) -> (ids: [String], tier: ServiceTier)? {
        var best: (places: [Int], tier: ServiceTier, worth: (longest: Int64, sum: Int64))?
        for tier in ServiceTier.allCases {
            var places: [Int] = []
            var isDue = false
            for (place, entry) in entries.enumerated()
            where entry.tier == tier && entry.phase == .open && !entry.isAsking && !entry.isSingled
                && entry.upstreamID != nil
            {
                places.append(place)
                if !isDue, due(entry, at: now, lists: true, times: times) <= now { isDue = true }
            }
            guard isDue else { continue }
            let urgencies = places.map { urgency(entries[$0], at: now) }
            let chosen = Self.greatest(chunk, of: urgencies)
            let greatest = urgencies.max() ?? 0
            let worth = (
                longest: greatest >= Self.overdue ? greatest : 0,
                sum: chosen.reduce(0) { $0 + urgencies[$1] }
            )
            if best.map({ worth > $0.worth }) ?? true {
                best = (chosen.map { places[$0] }, tier, worth)
            }
        }
        guard let best else { return nil }
        var ids: [String] = []
        for place in best.places {
            entries[place].isAsking = true
            if let id = entries[place].upstreamID { ids.append(id) }
        }
        return (ids, best.tier)
    }

    /// Up to `limit` tasks to be asked for by themselves, marked as being asked for.
    mutating func nextSingles(
        _ limit: Int,
        at now: Int64,
        lists: Bool,
        times: PollTimes
    ) -> [(task: VideoTask.ID, attempt: Int, upstreamID: String)] {
        guard limit > 0 else { return [] }
        if now >= singlesAt { chooseSingles(at: now, lists: lists, times: times) }
        var chosen: [(task: VideoTask.ID, attempt: Int, upstreamID: String)] = []
        while chosen.count < limit, let task = singles.popLast() {
            change(task, attempt: nil) { entry in
                guard entry.phase == .open, !entry.isAsking, let id = entry.upstreamID else { return }
                entry.isAsking = true
                chosen.append((task, entry.attempt, id))
            }
        }
        return chosen
    }

    /// Puts those that deserve a question of their own in order, the best last. Looked at again a moment later.
    private mutating func chooseSingles(at now: Int64, lists: Bool, times: PollTimes) {
        singlesAt = now + Self.glance
        var places: [Int] = []
        var urgencies: [Int64] = []
        for (place, entry) in entries.enumerated()
        where entry.phase == .open && !entry.isAsking && entry.upstreamID != nil {
            if entry.isSingled {
                guard entry.notBefore <= now else { continue }
                places.append(place)
                urgencies.append(Self.overdue * 2 + now - entry.askedAt)
            } else if lists {
                // Where lists cannot keep up, those that are likely done are asked for besides.
                let due = due(entry, at: now, lists: true, times: times)
                guard now - due >= times.min / 2 + 1000 else { continue }
                places.append(place)
                urgencies.append(urgency(entry, at: now))
            } else {
                guard due(entry, at: now, lists: false, times: times) <= now else { continue }
                places.append(place)
                urgencies.append(urgency(entry, at: now))
            }
        }
        let chosen = Self.greatest(Self.singlesAtOnce, of: urgencies)
        singles = chosen.sorted { urgencies[$0] < urgencies[$1] }.map { entries[places[$0]].task }
    }

    /// Milliseconds between two looks through the whole docket.
    private static let glance: Int64 = 250
    private static let singlesAtOnce = 2000

    /// When there will be something to ask for; `nil` where nothing is open or all of it is being asked for.
    func nextDue(at now: Int64, lists: Bool, times: PollTimes) -> Int64? {
        var next: Int64?
        for entry in entries where entry.phase == .open && !entry.isAsking && entry.upstreamID != nil {
            let due = entry.isSingled ? entry.notBefore : due(entry, at: now, lists: lists, times: times)
            if due <= now { return now }
            if next.map({ due < $0 }) ?? true { next = due }
        }
        return next
    }

    /// The indices of the greatest `count` values, but that the least of them may be a little less than one left out:
    /// by less than matters here.
    private static func greatest(_ count: Int, of values: [Int64]) -> [Int] {
        guard values.count > count else { return Array(values.indices) }
        var buckets = [Int](repeating: 0, count: 1500)
        let bucket = { (value: Int64) -> Int in
            value >= overdue
                ? 1000 + Int(min((value - overdue - longestSilence) / 250, 499))
                : Int(min(max(value, 0) / 130, 999))
        }
        for value in values { buckets[bucket(value)] += 1 }
        var least = buckets.count
        var above = 0
        while least > 0, above + buckets[least - 1] <= count {
            least -= 1
            above += buckets[least]
        }
        var rest = count - above
        var chosen: [Int] = []
        for (index, value) in values.enumerated() {
            let place = bucket(value)
            if place >= least {
                chosen.append(index)
            } else if place == least - 1, rest > 0 {
                rest -= 1
                chosen.append(index)
            }
        }
        return chosen
    }
}
