import FilmgateDomain

/// What the engine keeps of one task that an account has: small, since there may be tens of thousands. Times are
/// milliseconds of the engine's steady clock.
struct OpenEntry {
    enum Phase: UInt8 {
        /// The create is on its way, or about to be.
        case sending
        /// Made here.
        case local
        case open
        /// Nobody knows whether the account has it.
        case doubtful
        /// It is done there, and its end is being written or its files fetched.
        case ending

        /// Whether it may be open at the account.
        var takesSlot: Bool {
            switch self {
            case .sending, .local, .open, .doubtful: true
            case .ending: false
            }
        }
    }

    let task: VideoTask.ID
    let attempt: Int
    let tier: ServiceTier
    let deadline: Timestamp
    /// When the create was sent; before the engine's start, negative.
    let startedAt: Int64
    var phase: Phase
    var upstreamID: String?
    /// When it was last asked for; `startedAt` before the first time.
    var askedAt: Int64
    var isAsking = false
    /// To be asked for by itself: after a hint, where a list lacked it, for its last time.
    var isSingled = false
    /// A question by itself waits until then.
    var notBefore: Int64 = 0
    /// Its deadline has passed: the next answer decides.
    var isLast = false
    /// Since when that is so.
    var lastSince: Int64 = 0
    /// Last questions that failed.
    var lastTries = 0
    /// How often the account did not know it, and since when.
    var missing = 0
    var missingSince: Int64 = 0

    var wasAsked: Bool { askedAt > startedAt }
}
