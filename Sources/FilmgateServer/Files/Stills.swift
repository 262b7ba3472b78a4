import FilmgateDomain
import FilmgateMedia
import FilmgateRenderer

/// The poster and the contact sheet of a video: made when the first of them is asked for, both at once, and kept with the other
/// files for as long as they are.
actor Stills {
    struct Pair: Sendable {
        var poster: Artifact
        var sheet: Artifact
    }

    private let artifacts: any ArtifactStore
    private let directory: String
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

    init(artifacts: any ArtifactStore, directory: String) {
        self.artifacts = artifacts
        self.directory = directory
    }

    /// Both as JPEG; `nil` where the video is gone.
    ///
    /// - Throws: ``ToolFailure`` where the video cannot be decoded; ``StoreError/busy`` where too many wait.
    func pair(of video: ContentHash, lasting length: Duration) async throws -> Pair? {
        if let known = made[video], try await artifacts.renew(known.poster.hash) != nil,
            try await artifacts.renew(known.sheet.hash) != nil
        {
            return known
        }
        if let failure = failures[video] { throw failure }
        if let job = underWay[video] { return try await job.value }
        guard underWay.count < Self.mostWaiting else { throw StoreError.busy }
        let job = Task { [artifacts, directory, last] in
            _ = await last?.result
            return try await Self.make(video, length, artifacts, directory)
        }
        last = job
        underWay[video] = job
        defer { underWay[video] = nil }
        do {
            guard let pair = try await job.value else { return nil }
            if made.count >= Self.most { made = [:] }
            made[video] = pair
            return pair
        } catch let failure as ToolFailure {
            if failures.count >= Self.most { failures = [:] }
            failures[video] = failure
            throw failure
        }
    }

    private static func make(
        _ video: ContentHash,
        _ length: Duration,
        _ artifacts: any ArtifactStore,
        _ directory: String
    ) async throws -> Pair? {
        guard let source = try await artifacts.localPath(of: video) else { return nil }
        let stills = VideoStills(of: source, lasting: length)
        func kept(_ make: (String) async throws -> Void) async throws -> Artifact {
            let target = "\(directory)/\(FileSystem.freshName()).jpg"
            do {
                try await make(target)
                let file = try await artifacts.adopt(fileAt: target)
                return Artifact(hash: file.hash, size: file.size, mediaType: "image/jpeg")
            } catch {
                try? FileSystem.remove(target)
                throw error
            }
        }
        return Pair(
            poster: try await kept { try await stills.poster(to: $0) },
            sheet: try await kept { try await stills.sheet(to: $0) }
        )
    }
}
