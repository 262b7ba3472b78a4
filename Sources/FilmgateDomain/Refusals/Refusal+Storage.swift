extension StoreError {
    /// What a caller is told where the store cannot write or read just now; `nil` for what is no matter of time.
    package var refusal: Refusal? {
        switch self {
        case .busy: Refusal(.unavailable(retryAfter: .seconds(1)), .request, .plain)
        case .full: .noRoom
        default: nil
        }
    }
}

extension Refusal {
    /// There is no room on the disk; it may be made within half a minute.
    package static let noRoom = Refusal(.unavailable(retryAfter: .seconds(30)), .request, .plain)
}
