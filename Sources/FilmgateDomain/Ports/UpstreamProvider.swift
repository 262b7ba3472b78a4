/// An upstream account, spoken to over the network: a create is one call that may leave us in doubt, and its end is asked
/// for until it comes.
///
/// It keeps no state of tasks and retries nothing: what a call means is its answer, what follows is the engine's.
package protocol UpstreamProvider: Sendable {
    var account: ProviderAccount { get }

    /// How a create that left us in doubt can be found again.
    var token: TokenStyle { get }

    /// Whether the dialect lists tasks.
    var lists: Bool { get }

    /// Whether the dialect can end a task that has not ended.
    var cancels: Bool { get }

    /// Why the account cannot make this very order, beyond what ``ProviderAccount/objection(to:)`` knows; `nil` where it can.
    /// Asked before a task is accepted.
    func objection(to order: VideoOrder) -> Refusal?

    /// Sends one create, at most once. `token` is the attempt's, of the account's ``token`` style.
    ///
    /// ``Attempt/maySend`` is asked right before the create itself, after uploads: where it says no, nothing is sent and
    /// the answer is a refusal for infrastructure.
    func submit(_ attempt: Attempt, token: AttemptToken?) async -> SubmissionOutcome

    /// Asks for one task.
    func report(on upstreamID: String) async -> PollOutcome

    /// Asks for up to 500 tasks of one tier in one call of a list; tasks that the answer lacks are not in the result.
    /// Only where ``lists``.
    func reports(on upstreamIDs: [String], tier: ServiceTier) async -> ListOutcome

    /// Looks once through everything that a create of this token may have become. `pace` is awaited before each call that
    /// is made, and throws where the look is given up.
    func find(
        _ token: AttemptToken,
        tier: ServiceTier,
        since: Timestamp,
        pace: @Sendable () async throws -> Void
    ) async -> Finding

    /// The same for several lost creates of one tier at once, which one listing may answer; a finding for each, in their
    /// order.
    func find(
        _ lost: [LostCreate],
        tier: ServiceTier,
        pace: @Sendable () async throws -> Void
    ) async -> [Finding]

    /// Ends a task that has not ended. Only where ``cancels``.
    func cancel(_ upstreamID: String) async -> CancelOutcome

    /// Downloads what a finished report of that task names, and makes what the account does not give: the last frame.
    func collect(_ report: UpstreamReport, of task: VideoTask) async throws(CollectionError) -> Delivery

    /// The files of a delivery are not wanted: they are removed, as far as they are there still.
    func discard(_ delivery: Delivery)

    /// What is put into a create of this order because the account lacks the word for leaving it open; for the timeline.
    func supplied(for order: VideoOrder) -> [ParameterNote]
}

/// A create whose answer was lost.
package struct LostCreate: Hashable, Sendable {
    package var token: AttemptToken
    /// It was not sent before.
    package var since: Timestamp

    package init(token: AttemptToken, since: Timestamp) {
        self.token = token
        self.since = since
    }
}

extension UpstreamProvider {
    /// One after the other.
    package func find(
        _ lost: [LostCreate],
        tier: ServiceTier,
        pace: @Sendable () async throws -> Void
    ) async -> [Finding] {
        var findings: [Finding] = []
        for create in lost {
            findings.append(await find(create.token, tier: tier, since: create.since, pace: pace))
        }
        return findings
    }

    package func discard(_ delivery: Delivery) {}

    package func supplied(for order: VideoOrder) -> [ParameterNote] { [] }
}

/// What one create came to (DESIGN section 6).
package enum SubmissionOutcome: Sendable, Equatable {
    case accepted(upstreamID: String)
    case refused(UpstreamRefusal)
    /// Nobody can say whether a task was made.
    case doubtful(reason: String)
}

/// What asking for one task came to.
package enum PollOutcome: Sendable, Equatable {
    case report(UpstreamReport)
    /// The vendor knows no such task.
    case missing
    case throttled(retryAfter: Duration?)
    case failed(reason: String)
}

/// What one list came to.
package enum ListOutcome: Sendable, Equatable {
    case reports([UpstreamReport])
    /// So many ids are too many for one address; fewer may do.
    case tooLong
    case throttled(retryAfter: Duration?)
    case failed(reason: String)
}

/// What one look for a lost create came to.
package enum Finding: Sendable, Equatable {
    case found(upstreamID: String)
    /// A complete listing does not have it.
    case absent
    case failed(reason: String)
}

package enum CancelOutcome: Sendable, Equatable {
    case cancelled
    /// It runs, or has ended: the vendor does not cancel it.
    case refused
    case missing
    case failed(reason: String)
}

/// Why the files of a finished task could not be taken.
package enum CollectionError: Error, Sendable, Equatable {
    /// The link is dead; a fresh report may bring another.
    case linkDead(String)
    /// The network or the disk; another try may help.
    case interrupted(String)
    /// What came is no video.
    case damaged(String)
}
