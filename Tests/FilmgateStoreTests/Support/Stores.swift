import FilmgateDomain
import FilmgateStoreSQLite
import Foundation
import Testing

typealias AnyStore = any TaskStore & AccountStore

/// The implementations that the suite runs on.
enum StoreKind: String, CaseIterable, CustomTestStringConvertible, Sendable {
    case memory
    case sqlite

    var testDescription: String { rawValue }

    /// Runs `body` on a new, empty store of this kind.
    func run(_ body: (AnyStore) async throws -> Void) async throws {
        switch self {
        case .memory:
            try await body(InMemoryTaskStore())
        case .sqlite:
            try await withDirectory { directory in
                let store = try SQLiteStore(directory: directory)
                do {
                    try await body(store)
                } catch {
                    await store.close()
                    throw error
                }
                await store.close()
            }
        }
    }
}

/// Runs `body` with the path of a new directory, which is gone afterwards.
func withDirectory(_ body: (String) async throws -> Void) async throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("store-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    do {
        try await body(directory)
    } catch {
        try FileManager.default.removeItem(atPath: directory)
        throw error
    }
    try FileManager.default.removeItem(atPath: directory)
}
