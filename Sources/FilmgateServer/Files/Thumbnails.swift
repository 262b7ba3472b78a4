import FilmgateDomain
import FilmgateMedia
import FilmgateProviders

/// Pictures of videos that have none of their own: the first frame, made when it is first asked for and kept with the
/// other files for as long as they are.
actor Thumbnails {
    private let artifacts: any ArtifactStore
    private let tools: any MediaTools
    private let directory: String
    private var made: [ContentHash: Artifact] = [:]
    /// The newest one under way: they are made one after the other.
    private var last: Task<Artifact?, any Error>?

    /// Known thumbnails; the oldest are forgotten all at once and made again if somebody asks.
    private static let most = 1000

    init(artifacts: any ArtifactStore, tools: any MediaTools, directory: String) {
        self.artifacts = artifacts
        self.tools = tools
        self.directory = directory
    }

    /// The first frame of a stored video as JPEG; `nil` where the video is gone.
    func picture(of video: ContentHash) async throws -> Artifact? {
        if let known = made[video], try await artifacts.renew(known.hash) != nil { return known }
        let before = last
        let job = Task { [artifacts, tools, directory] () -> Artifact? in
            _ = await before?.result
            guard let source = try await artifacts.localPath(of: video) else { return nil }
            let target = "\(directory)/\(FileSystem.freshName()).jpg"
            try await tools.convert(pictureAt: source, of: "video/mp4", to: target, type: "image/jpeg")
            let file = try await artifacts.adopt(fileAt: target)
            return Artifact(hash: file.hash, size: file.size, mediaType: "image/jpeg")
        }
        last = job
        guard let picture = try await job.value else { return nil }
        if made.count >= Self.most { made = [:] }
        made[video] = picture
        return picture
    }
}
