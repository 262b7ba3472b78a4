/// When a callback counts as delivered and how long it is tried, by the vendor's documented rule; 410 stops everyone's.
public struct CallbackRules: Sendable, Equatable {
    /// How long the receiver may take.
    public var timeout: Duration
    /// The vendor's own waits before the second try, the third, ….
    public var retries: [Duration]
    /// Whether any 4xx says that the receiver will never want it.
    public var stopsOnClientError: Bool

    public init(timeout: Duration, retries: [Duration], stopsOnClientError: Bool = false) {
        self.timeout = timeout
        self.retries = retries
        self.stopsOnClientError = stopsOnClientError
    }

    /// Ark: 5 s, three more calls (ark.md section 7).
    public static let ark = CallbackRules(timeout: .seconds(5), retries: [.seconds(5), .seconds(5), .seconds(5)])

    /// Waits beyond the vendor's last try, for what a task ended as; the last one repeats.
    private static let patience: [Duration] = [
        .seconds(60), .seconds(300), .seconds(900), .seconds(1800), .seconds(3600), .seconds(7200), .seconds(14_400),
    ]
    /// How long after the event a final state is worth telling.
    private static let life = Duration.seconds(86_400)

    /// The moment of the next try after `tries` that failed, the last one at `now`; `nil` where it is given up.
    ///
    /// A state that is not final is tried as often as the vendor does and no more: a newer one will come.
    public func next(after tries: Int, of event: OutboxEvent, now: Timestamp) -> Timestamp? {
        if tries <= retries.count { return now + retries[max(tries, 1) - 1] }
        guard event.state.isFinal else { return nil }
        let step = min(tries - retries.count, Self.patience.count) - 1
        let next = now + Self.patience[step]
        return next <= event.at + Self.life ? next : nil
    }
}
