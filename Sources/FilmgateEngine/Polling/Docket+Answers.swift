import FilmgateDomain

/// What the answer to a question means for its task.
enum PollVerdict: Equatable {
    /// Asked for again later.
    case goesOn
    /// It has ended there.
    case ended(UpstreamReport)
    /// The account has not known it for a while.
    case unknown
    /// Its deadline has passed, and it has not ended.
    case late
}

extension Docket {
    /// A task that was just made may not be known at once; one that is not known for so long is gone.
    private static let unknownFor: Int64 = 60_000
    private static let unknownTimes = 3
    private static let lastTries = 3

    mutating func answered(
        _ outcome: PollOutcome,
        for task: VideoTask.ID,
        attempt: Int,
        at now: Int64
    ) -> PollVerdict {
        var verdict = PollVerdict.goesOn
        change(task, attempt: attempt) { entry in
            guard entry.phase == .open else { return }
            entry.isAsking = false
            switch outcome {
            case .report(let report):
                entry.askedAt = max(now, entry.startedAt + 1)
                entry.missing = 0
                if report.state?.isFinal == true {
                    entry.phase = .ending
                    verdict = .ended(report)
                } else if entry.isLast {
                    verdict = .late
                } else {
                    entry.isSingled = false
                }
            case .missing:
                entry.askedAt = max(now, entry.startedAt + 1)
                if entry.missing == 0 { entry.missingSince = now }
                entry.missing += 1
                entry.isSingled = true
                entry.notBefore = now + Self.unknownFor / 3 + 1
                if entry.missing >= Self.unknownTimes, now - entry.missingSince >= Self.unknownFor {
                    entry.phase = .ending
                    verdict = .unknown
                } else if entry.isLast {
                    verdict = .late
                }
            case .throttled, .failed:
                entry.isSingled = true
                entry.notBefore = now + 3000
                if entry.isLast {
                    entry.lastTries += 1
                    if entry.lastTries >= Self.lastTries { verdict = .late }
                }
            }
            if verdict == .late { entry.phase = .ending }
        }
        return verdict
    }

    /// A list came back with those reports: the tasks that ended; those that it lacks are asked for by themselves.
    mutating func listed(
        _ reports: [UpstreamReport],
        asked ids: [String],
        at now: Int64
    ) -> [VideoTask.ID: UpstreamReport] {
        var ended: [VideoTask.ID: UpstreamReport] = [:]
        for report in reports {
            // Others use the account too; their tasks are none of ours.
            guard let task = task(upstreamID: report.upstreamID), let entry = self[task], entry.phase == .open else {
                continue
            }
            // One whose deadline came while the list was under way is asked for once more by itself.
            if entry.isLast, report.state?.isFinal != true {
                change(task, attempt: entry.attempt) { $0.isAsking = false }
                continue
            }
            if case .ended(let report) = answered(.report(report), for: task, attempt: entry.attempt, at: now) {
                ended[task] = report
            }
        }
        for id in ids {
            guard let task = task(upstreamID: id) else { continue }
            change(task, attempt: nil) { entry in
                guard entry.isAsking else { return }
                entry.isAsking = false
                entry.isSingled = true
                entry.notBefore = now
            }
        }
        singlesAt = min(singlesAt, now)
        return ended
    }

    /// A list did not come back: its tasks are asked for again.
    mutating func unlisted(_ ids: [String]) {
        for id in ids {
            guard let task = task(upstreamID: id) else { continue }
            change(task, attempt: nil) { $0.isAsking = false }
        }
    }

    /// Ask for it by itself, now.
    mutating func single(_ task: VideoTask.ID, isLast: Bool, at now: Int64) -> Bool {
        singlesAt = min(singlesAt, now)
        return change(task, attempt: nil) { entry in
            entry.isSingled = true
            entry.notBefore = min(entry.notBefore, now)
            if isLast, !entry.isLast {
                entry.isLast = true
                entry.lastSince = now
            }
        }
    }
}
