extension TaskStore {
    /// Exposures, newest first, each with what its task held: the most that the account may charge for it. `nil` where the
    /// task is no longer kept.
    package func exposuresWithHolds(limit: Int) async throws -> [(exposure: Exposure, hold: Money?)] {
        var result: [(exposure: Exposure, hold: Money?)] = []
        for exposure in try await exposures(limit: limit) {
            result.append((exposure, try await task(exposure.task, in: nil)?.hold))
        }
        return result
    }
}
