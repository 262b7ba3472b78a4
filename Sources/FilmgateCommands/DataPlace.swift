import ArgumentParser
import FilmgateServer
import FilmgateStoreSQLite
import Foundation

/// The data directory that a command works on, also while a server runs there.
struct DataPlace: ParsableArguments {
    @Option(help: "Directory that holds everything. (default: filmgate-data)")
    var data: String?

    /// Where it is.
    var directory: String { data ?? ProcessInfo.processInfo.environment["FILMGATE_DATA"] ?? "filmgate-data" }

    /// Opens the store, does something with it, closes it. Only where `makes` says so is a store made that is not there.
    func withStore<Result: Sendable>(
        makes: Bool = false,
        _ body: (SQLiteStore) async throws -> Result
    ) async throws -> Result {
        let directory = directory
        guard makes || FileManager.default.fileExists(atPath: directory + "/filmgate.sqlite") else {
            throw ExitCode.report("\(directory) is not a data directory of filmgate", code: .noInput)
        }
        let store: SQLiteStore
        do {
            try DataDirectory.prepare(directory)
            store = try SQLiteStore(directory: directory)
        } catch {
            throw ExitCode.report("\(directory) cannot be opened: \(error)", code: .unavailable)
        }
        do {
            let result = try await body(store)
            await store.close()
            return result
        } catch {
            await store.close()
            throw error
        }
    }
}
