import Synchronization

/// Counts the previews that are finished and only wait for their simulated end: each costs memory, so there is an end to
/// how many may do so beside the render places.
final class ParkingLot: Sendable {
    private static let places = 1000

    private let taken = Mutex(0)

    /// Whether there was a place; it is left with ``leave()``.
    func enter() -> Bool {
        taken.withLock { taken in
            guard taken < Self.places else { return false }
            taken += 1
            return true
        }
    }

    func leave() {
        taken.withLock { $0 -= 1 }
    }
}
