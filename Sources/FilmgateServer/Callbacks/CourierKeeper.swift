import FilmgateEngine
import ServiceLifecycle

/// Delivers callbacks for as long as the server runs; what is owed at its end is delivered after the next start.
struct CourierKeeper: Service {
    let courier: Courier

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown { try await courier.run() }
        } catch is CancellationError {
            // The end of the server is no failure of this service.
        }
    }
}
