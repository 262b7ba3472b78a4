/// What a client sent to make a create safe to repeat.
package struct IdempotencyKey: Hashable, Sendable {
    /// As sent.
    package var key: String
    /// The operation that it was sent to, in the dialect's words: `ark create`.
    package var operation: String
    /// SHA-256 of the raw body.
    package var fingerprint: ContentHash

    package init(key: String, operation: String, fingerprint: ContentHash) {
        self.key = key
        self.operation = operation
        self.fingerprint = fingerprint
    }
}

/// The answer that a create was given, to be given again.
package struct KeptAnswer: Hashable, Sendable {
    package var task: VideoTask.ID
    package var status: Int
    package var body: [UInt8]

    package init(task: VideoTask.ID, status: Int, body: [UInt8]) {
        self.task = task
        self.status = status
        self.body = body
    }
}

/// What became of an acceptance.
package enum Accepted: Sendable, Equatable {
    case new(VideoTask)
    /// A task that has the client's reference already; nothing was kept.
    case known(VideoTask)
    /// What the same idempotency key was answered with before; nothing was kept.
    case repeated(KeptAnswer)
}

/// The newest attempt of a running task, as far as following it needs: small, since there may be tens of thousands.
package struct OpenAttempt: Hashable, Sendable {
    package var task: VideoTask.ID
    package var number: Int
    package var provider: ProviderName
    package var upstreamID: String?
    package var token: AttemptToken?
    /// Since when nobody knows whether the provider took it; `nil` where that is known, or not yet asked.
    package var doubtedAt: Timestamp?
    package var tier: ServiceTier
    package var startedAt: Timestamp
    package var deadline: Timestamp

    package init(
        task: VideoTask.ID,
        number: Int,
        provider: ProviderName,
        upstreamID: String?,
        token: AttemptToken?,
        doubtedAt: Timestamp?,
        tier: ServiceTier,
        startedAt: Timestamp,
        deadline: Timestamp
    ) {
        self.task = task
        self.number = number
        self.provider = provider
        self.upstreamID = upstreamID
        self.token = token
        self.doubtedAt = doubtedAt
        self.tier = tier
        self.startedAt = startedAt
        self.deadline = deadline
    }
}

/// A callback that is owed, with what was tried already.
package struct OwedCallback: Hashable, Sendable {
    /// Names it in the outbox and the log.
    package var number: Int64
    package var event: OutboxEvent
    /// Tries so far.
    package var tries: Int
    /// Whether a newer one of the same task is owed.
    package var isStale: Bool

    package init(number: Int64, event: OutboxEvent, tries: Int, isStale: Bool) {
        self.number = number
        self.event = event
        self.tries = tries
        self.isStale = isStale
    }
}

/// One try to tell a callback, or the decision not to.
package struct CallbackTry: Hashable, Sendable {
    package enum Next: Hashable, Sendable {
        /// Delivered, dropped or refused for good: owed no more.
        case done
        /// Given up; kept, for the operator to owe it again.
        case givenUp
        case again(at: Timestamp)
    }

    package var number: Int64
    package var event: OutboxEvent
    package var at: Timestamp
    /// The answer's status; `nil` where none came.
    package var status: Int?
    /// For people: `delivered`, `stale`, `410 stops it`, `connection refused`.
    package var detail: String
    package var next: Next

    package init(number: Int64, event: OutboxEvent, at: Timestamp, status: Int?, detail: String, next: Next) {
        self.number = number
        self.event = event
        self.at = at
        self.status = status
        self.detail = detail
        self.next = next
    }
}

/// A secret that callbacks are signed with.
package struct WebhookSecret: Hashable, Sendable {
    /// 32 random bytes.
    package var bytes: [UInt8]
    package var createdAt: Timestamp
    /// From when it counts no more; `nil` for the newest.
    package var endsAt: Timestamp?

    package init(bytes: [UInt8], createdAt: Timestamp, endsAt: Timestamp? = nil) {
        self.bytes = bytes
        self.createdAt = createdAt
        self.endsAt = endsAt
    }

    package static func random(at now: Timestamp) -> WebhookSecret {
        var generator = SystemRandomNumberGenerator()
        return WebhookSecret(bytes: (0..<32).map { _ in .random(in: 0...255, using: &generator) }, createdAt: now)
    }
}

/// How many exposures of a kind there are at a provider, in one currency.
package struct ExposureTotal: Hashable, Sendable {
    package var provider: ProviderName
    package var kind: Exposure.Kind
    package var count: Int
    package var newest: Timestamp
    /// The most that the account may charge for them in all, as far as it is known.
    package var most: Money

    package init(provider: ProviderName, kind: Exposure.Kind, count: Int, newest: Timestamp, most: Money) {
        self.provider = provider
        self.kind = kind
        self.count = count
        self.newest = newest
        self.most = most
    }
}
