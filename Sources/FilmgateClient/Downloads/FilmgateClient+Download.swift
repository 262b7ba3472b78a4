public import FilmgateDialects
import FilmgateDomain

extension FilmgateClient {
    /// Downloads a file of a task to `path`, which holds either nothing new or the whole file.
    ///
    /// A download that breaks off is taken up where it stopped; a link that has died is read anew with the task. The key
    /// is sent only where the file is at the vendor's own API and needs it.
    ///
    /// - Parameters:
    ///   - task: one that has succeeded, from ``video(of:timeout:onUpdate:)``.
    ///   - path: replaced if there is a file already.
    ///   - file: the video, or the last frame where it was ordered.
    ///   - progress: called with each piece.
    /// - Throws: ``ClientError``.
    public func download(
        _ task: RemoteTask,
        to path: String,
        file: TaskFile = .video,
        progress: @escaping @Sendable (DownloadProgress) -> Void = { _ in }
    ) async throws(ClientError) {
        let sink = try FileSink(path)
        try await download(task, into: sink, file: file, progress: progress)
        try sink.finish()
    }

    /// Downloads a file of a task into `sink`, for example to memory. An error of the sink that is no ``ClientError`` becomes
    /// ``ClientError/downloadFailed(reason:)``.
    public func download(
        _ task: RemoteTask,
        into sink: some DownloadSink,
        file: TaskFile = .video,
        progress: @escaping @Sendable (DownloadProgress) -> Void = { _ in }
    ) async throws(ClientError) {
        guard let link = FileLink(task.report, file) else {
            throw .downloadFailed(reason: "the task has no \(file == .video ? "video" : "last frame")")
        }
        var limits = FileDownload.Limits()
        limits.tries = policy.downloadTries
        limits.timeout = policy.downloadTimeout
        limits.idle = policy.downloadIdle
        limits.wait = policy.firstWait
        do {
            try await FileDownload(endpoint: endpoint, limits: limits, clock: clock)
                .run(link, into: sink, progress: progress) {
                    FileLink(try await get(task.report.upstreamID).report, file)
                }
        } catch let error as ClientError {
            throw error
        } catch let failure as FileDownload.Failure {
            switch failure {
            case .linkDead(let status): throw .downloadFailed(reason: "the link answers with status \(status)")
            case .redirected(let location): throw .downloadFailed(reason: "the link leads on to \(location)")
            case .tooLarge(let reason), .failed(let reason): throw .downloadFailed(reason: reason)
            case .cancelled: throw .cancelled
            }
        } catch {
            throw .downloadFailed(reason: String(describing: error))
        }
    }
}

extension FileLink {
    package init?(_ report: UpstreamReport, _ file: TaskFile) {
        guard let url = file == .video ? report.videoURL : report.lastFrameURL else { return nil }
        self.init(url: url, needsKey: report.filesNeedKey)
    }
}
