import FilmgateDialects
import FilmgateDomain
import Synchronization

/// One file, fetched by as many calls as it takes: taken up where it broke off, its link read anew where it is dead.
package struct FileDownload: Sendable {
    private let endpoint: VendorEndpoint
    private let limits: Limits
    private let clock: any Clock<Duration>

    package struct Limits: Sendable {
        /// Bytes.
        package var bytes = 1 << 30
        package var tries = 6
        /// Of each try, and of its silences.
        package var timeout: Duration = .seconds(600)
        package var idle: Duration = .seconds(30)
        /// Before the second try; it grows by as much each time.
        package var wait: Duration = .milliseconds(500)
        /// Whether a redirect is followed, without the key where it leads away from the vendor's API; else it is a failure.
        package var followsRedirects = true

        package init() {}
    }

    package enum Failure: Error, Equatable {
        case linkDead(status: Int)
        case redirected(to: String)
        case tooLarge(String)
        case failed(String)
        case cancelled
    }

    package init(endpoint: VendorEndpoint, limits: Limits = Limits(), clock: any Clock<Duration> = ContinuousClock()) {
        self.endpoint = endpoint
        self.limits = limits
        self.clock = clock
    }

    /// Fetches what `link` names. `fresh` reads the link anew once it is dead, and gives `nil` where there is no other. Throws
    /// ``Failure``, or what the sink threw.
    package func run(
        _ link: FileLink,
        into sink: some DownloadSink,
        progress: @escaping @Sendable (DownloadProgress) -> Void = { _ in },
        fresh: () async throws -> FileLink?
    ) async throws {
        let arrived = Arrived()
        var link = link
        var redirects = 0
        var attempt = 1
        while true {
            switch try await part(link, arrived, sink, progress) {
            case .done: return
            case .redirect(let location):
                guard limits.followsRedirects else { throw Failure.redirected(to: location) }
                redirects += 1
                guard redirects <= Self.maximumRedirects else { throw Failure.failed("the server redirects too often") }
                link.url = location
                continue
            case .linkDead(let status):
                guard attempt < limits.tries, let another = try await fresh() else {
                    throw Failure.linkDead(status: status)
                }
                link = another
            case .interrupted(let reason):
                guard attempt < limits.tries else { throw Failure.failed(reason) }
            }
            do {
                try await clock.sleep(for: limits.wait * attempt)
            } catch {
                throw Failure.cancelled
            }
            attempt += 1
        }
    }

    private static let maximumRedirects = 3

    private enum Outcome {
        case done
        case redirect(String)
        case linkDead(status: Int)
        case interrupted(String)
    }

    /// What is said of an answer whose body is not wanted.
    private struct Stop: Error {
        let verdict: DownloadState.Verdict
    }

    /// The state of the file, shared with the closures that the transport calls one after the other.
    private final class Arrived: Sendable {
        let state = Mutex(DownloadState())
        let mustRestart = Mutex(false)
    }

    private func part(
        _ link: FileLink,
        _ arrived: Arrived,
        _ sink: some DownloadSink,
        _ progress: @escaping @Sendable (DownloadProgress) -> Void
    ) async throws -> Outcome {
        var call = endpoint.fileCall(
            link.url,
            needsKey: link.needsKey,
            timeout: limits.timeout,
            idle: limits.idle
        )
        call.headers += arrived.state.withLock { $0.headers }
        do {
            try await endpoint.transport.stream(call) { answer in
                let verdict = arrived.state.withLock { $0.head(answer, limit: limits.bytes) }
                switch verdict {
                case .goOn: break
                case .restart: arrived.mustRestart.withLock { $0 = true }
                case .linkDead, .again, .redirect, .tooLarge, .failed: throw Stop(verdict: verdict)
                }
            } piece: { bytes in
                try await take(bytes, arrived, sink)
                progress(arrived.state.withLock { DownloadProgress(received: $0.received, total: $0.total) })
            }
        } catch let stop as Stop {
            return try Self.outcome(of: stop.verdict)
        } catch let error as TransportError {
            if error.isCancellation { throw Failure.cancelled }
            return .interrupted(error.reason)
        } catch is CancellationError {
            throw Failure.cancelled
        }
        try await restart(arrived, sink)
        let end = arrived.state.withLock { $0 }
        guard end.total == nil || end.total == end.received else {
            return .interrupted("the connection ended after \(end.received) bytes")
        }
        return .done
    }

    private func take(_ bytes: ByteRegion, _ arrived: Arrived, _ sink: some DownloadSink) async throws {
        try await restart(arrived, sink)
        let received = arrived.state.withLock { $0.received } + bytes.count
        guard received <= limits.bytes else {
            throw Failure.tooLarge("the file has more than \(limits.bytes) bytes")
        }
        try await sink.write(bytes)
        arrived.state.withLock { $0.took(bytes.count) }
    }

    /// Empties the sink where the file comes from its start again; an empty file has no first piece that would.
    private func restart(_ arrived: Arrived, _ sink: some DownloadSink) async throws {
        let must = arrived.mustRestart.withLock { flag in
            defer { flag = false }
            return flag
        }
        if must { try await sink.restart() }
    }

    private static func outcome(of verdict: DownloadState.Verdict) throws(Failure) -> Outcome {
        switch verdict {
        case .goOn, .restart: .done
        case .linkDead(let status): .linkDead(status: status)
        case .again(let status): .interrupted("the server answered with status \(status)")
        case .redirect(let location): .redirect(location)
        case .tooLarge(let reason): throw .tooLarge(reason)
        case .failed(let reason): throw .failed(reason)
        }
    }
}

/// Where a file of a task is.
package struct FileLink: Sendable, Equatable {
    package var url: String
    /// Whether the file is the vendor's API itself.
    package var needsKey: Bool

    package init(url: String, needsKey: Bool) {
        self.url = url
        self.needsKey = needsKey
    }
}
