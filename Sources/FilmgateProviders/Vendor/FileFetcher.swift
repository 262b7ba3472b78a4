package import FilmgateDomain
package import FilmgateMedia

/// Fetches files that a vendor's answers name, from wherever they are.
package protocol FileFetcher: Sendable {
    /// Downloads `url` into a new file at `path`. It never sends a key, and reaches no address that is not allowed.
    func fetch(_ url: String, to path: String) async throws(CollectionError)
}

/// Fetches under guard: checked addresses, redirects checked again, limits on size and time, resumed where it broke off.
package struct GuardedFileFetcher: FileFetcher {
    private let fetcher: GuardedFetcher
    private let limits: FetchLimits
    private let workshop: Workshop

    package init(fetcher: GuardedFetcher, workshop: Workshop, limits: FetchLimits = .video) {
        self.fetcher = fetcher
        self.workshop = workshop
        self.limits = limits
    }

    package func fetch(_ url: String, to path: String) async throws(CollectionError) {
        let sink: WorkshopFile
        do {
            sink = try await workshop.file(path)
        } catch {
            throw .interrupted("the file cannot be made: \(error)")
        }
        do throws(FetchError) {
            _ = try await fetcher.fetch(url, limits: limits, into: sink)
        } catch {
            workshop.remove(path)
            throw CollectionError(error)
        }
    }
}

extension CollectionError {
    init(_ error: FetchError) {
        self =
            switch error {
            case .status(408), .status(425), .status(429), .status(500...599): .interrupted(error.description)
            // A fresh report may bring another link.
            case .status, .badURL, .forbiddenAddress, .redirectLimit: .linkDead(error.description)
            case .tooLarge: .damaged(error.description)
            case .unresolvable, .timedOut, .connectionFailed, .cancelled, .notStored: .interrupted(error.description)
            }
    }
}
