import FilmgateDomain
import FilmgateEngine
import FilmgateMedia
import FilmgateRenderer
import Logging
import ServiceLifecycle

/// The poster and the contact sheet of each video: begun when the video is there, made anew where somebody asks for one that is
/// not, and kept with the other files for as long as they are.
actor Stills: Service {
    struct Pair: Sendable {
        var poster: Artifact
        var sheet: Artifact

        subscript(still: VideoStill) -> Artifact {
            switch still {
            case .poster: poster
            case .sheet: sheet
            }
        }
    }

    private let artifacts: any ArtifactStore
    private let inspector: any VideoInspector
    private let directory: String
    private let logger: Logger
    private var made: [ContentHash: Pair] = [:]
    private var underWay: [ContentHash: Task<Pair?, any Error>] = [:]
    /// The newest ones under way: they are made one after the other.
    private var last: Task<Pair?, any Error>?
    /// Videos that cannot be decoded: asked for again, they cost nothing.
    private var failures: [ContentHash: ToolFailure] = [:]

    /// Known ones and known failures; the oldest are forgotten all at once and made again if somebody asks.
    private static let most = 1000
    /// Videos that wait for their pictures; more are told to come again.
    private static let mostWaiting = 32

    private let queue = AsyncStream<ContentHash>.makeStream(bufferingPolicy: .bufferingOldest(mostWaiting))

    init(artifacts: any ArtifactStore, inspector: any VideoInspector, directory: String, logger: Logger) {
        self.artifacts = artifacts
        self.inspector = inspector
        self.directory = directory
        self.logger = logger
    }

    /// Has both made soon. Where too many wait already they are made when somebody asks.
    nonisolated func begin(_ video: ContentHash) { queue.continuation.yield(video) }

    /// Makes what was begun, until shutdown.
    nonisolated func run() async throws {
        for await video in queue.stream.cancelOnGracefulShutdown() {
            do {
                _ = try await pair(of: video)
            } catch {
                logger.warning("stills not made", metadata: ["video": "\(video.rawValue)", "error": "\(error)"])
            }
        }
    }

    /// Both as JPEG; `nil` where the video is gone.
    ///
    /// - Throws: ``ToolFailure`` where the video cannot be decoded; ``StoreError/busy`` where too many wait.
    func pair(of video: ContentHash) async throws -> Pair? {
        if let known = made[video], try await artifacts.renew(known.poster.hash) != nil,
            try await artifacts.renew(known.sheet.hash) != nil
        {
            return known
        }
        if let failure = failures[video] { throw failure }
        if let job = underWay[video] { return try await job.value }
        guard underWay.count < Self.mostWaiting else { throw StoreError.busy }
        let job = Task { [last] in
            _ = await last?.result
            return try await make(video)
        }
        last = job
        underWay[video] = job
        defer { underWay[video] = nil }
        do {
            guard let pair = try await job.value else { return nil }
            if made.count >= Self.most { made = [:] }
            made[video] = pair
            return pair
        } catch let failure as ToolFailure where failure.isOfTheFile {
            if failures.count >= Self.most { failures = [:] }
            failures[video] = failure
            throw failure
        }
    }

    private nonisolated func make(_ video: ContentHash) async throws -> Pair? {
        guard let source = try await artifacts.localPath(of: video) else { return nil }
        let facts = try await inspector.inspect(fileAt: source)
        let length = Duration.seconds(facts.frames) / max(facts.framesPerSecond, 1)
        let targets = (0..<2).map { _ in "\(directory)/\(FileSystem.freshName()).jpg" }
        do {
            try await VideoStills(of: source, lasting: length).make(poster: targets[0], sheet: targets[1])
            return Pair(poster: try await adopted(targets[0]), sheet: try await adopted(targets[1]))
        } catch {
            // One of them may be kept already, and either may never have been.
            for target in targets { try? FileSystem.remove(target) }
            throw error
        }
    }

    private nonisolated func adopted(_ path: String) async throws -> Artifact {
        let file = try await artifacts.adopt(fileAt: path)
        return Artifact(hash: file.hash, size: file.size, mediaType: "image/jpeg")
    }
}

extension ToolFailure {
    /// Whether another try would end alike: the program ran, by itself, to its own end.
    fileprivate var isOfTheFile: Bool {
        guard case .failed(let status, _) = self else { return false }
        return (1..<126).contains(status)
    }
}
