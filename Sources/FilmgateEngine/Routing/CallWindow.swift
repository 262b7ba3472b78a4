import FilmgateDomain

/// How many calls of one kind an account may be sent now: at most so many in any window, as the account counts them.
///
/// A call counts from its start until a window after its answer came: it reached the account some time in between, so
/// however long either took, no window there ever holds more. A pure value; times are milliseconds of one steady clock.
struct CallWindow {
    private(set) var rate: CallRate
    /// Starts of the calls under way.
    private var underWay: [Int: Int64] = [:]
    /// Ends of those that count still, oldest first, from `first` on.
    private var ended: [Int64] = []
    private var first = 0
    private var nextID = 0

    /// A call that takes longer reached the account long ago.
    private static let longest: Int64 = 5000

    init(_ rate: CallRate) {
        self.rate = rate
    }

    /// A hundredth more, so that two clocks may differ.
    private var window: Int64 {
        let exact = rate.window.milliseconds
        return exact + max(exact / 100, 1)
    }

    mutating func change(_ rate: CallRate) {
        self.rate = rate
    }

    /// A call's number, where one may be sent now.
    mutating func take(at now: Int64) -> Int? {
        guard free(at: now) > 0 else { return nil }
        nextID += 1
        underWay[nextID] = now
        return nextID
    }

    /// The call's answer came, or will not come.
    mutating func end(_ call: Int, at now: Int64) {
        guard let start = underWay.removeValue(forKey: call) else { return }
        let end = min(now, start + Self.longest)
        // Calls end nearly in order; one that was given a bound may belong before the newest.
        var place = ended.endIndex
        while place > first, ended[place - 1] > end { place -= 1 }
        ended.insert(end, at: place)
    }

    /// The call was never made.
    mutating func giveBack(_ call: Int) {
        underWay[call] = nil
    }

    /// How many may be sent now.
    mutating func free(at now: Int64) -> Int {
        let oldest = now - window
        while first < ended.count, ended[first] <= oldest { first += 1 }
        if first > 256, first * 2 > ended.count {
            ended.removeFirst(first)
            first = 0
        }
        if rate.calls <= underWay.count + ended.count - first {
            for (call, start) in underWay where start + Self.longest + window <= now { underWay[call] = nil }
        }
        return max(rate.calls - underWay.count - (ended.count - first), 0)
    }

    /// When the next may be sent; `nil` where that is now, or only the end of a call under way will tell.
    mutating func nextFree(at now: Int64) -> Int64? {
        guard free(at: now) <= 0 else { return nil }
        let over = underWay.count + (ended.count - first) - rate.calls
        guard first + over < ended.count else { return nil }
        return ended[first + over] + window + 1
    }
}
