package import FilmgateDomain
import Synchronization

/// Whether there is room for what the engine writes. Where there is not, creates are refused, nothing is begun and no video is
/// fetched; what is kept stays, and all goes on when there is room again.
package final class StorageRoom: Sendable {
    private let isLow = Atomic(false)

    package init() {}

    package var isEnough: Bool { !isLow.load(ordering: .relaxed) }

    /// Refuses what would write while there is no room.
    package func check() throws(Refusal) {
        guard isEnough else { throw .noRoom }
    }

    /// Takes over what is known now; `true` where it is something new.
    package func set(isEnough: Bool) -> Bool {
        isLow.exchange(!isEnough, ordering: .relaxed) == isEnough
    }
}
