import FilmgateClient
import FilmgateDialects
package import FilmgateDomain

extension VendorProvider {
    package func collect(
        _ report: UpstreamReport,
        of task: VideoTask
    ) async throws(CollectionError) -> Delivery {
        guard let video = FileLink(report, .video) else {
            throw .linkDead("the provider names no video")
        }
        let path = workshop.path(ending: "mp4")
        do throws(CollectionError) {
            try await fetch(video, to: path)
            return Delivery(
                videoPath: path,
                lastFramePath: task.order.returnLastFrame ? try await lastFrame(report, video: path) : nil,
                ratio: ratio(report, task.order),
                seconds: seconds(report, task),
                seed: report.seed ?? max(task.order.seed, 0)
            )
        } catch {
            workshop.remove(path)
            throw error
        }
    }

    package func discard(_ delivery: Delivery) {
        workshop.remove(delivery.videoPath)
        if let path = delivery.lastFramePath { workshop.remove(path) }
    }

    /// The provider's own, else made from the video.
    private func lastFrame(_ report: UpstreamReport, video: String) async throws(CollectionError) -> String {
        let path = workshop.path(ending: "png")
        do throws(CollectionError) {
            if let link = FileLink(report, .lastFrame) {
                let loaded = workshop.path(ending: "frame")
                defer { workshop.remove(loaded) }
                try await fetch(link, to: loaded)
                let type = workshop.head(of: loaded).flatMap { MediaTypes.type(of: $0) }
                if type == "image/png" {
                    try workshop.move(loaded, to: path)
                    return path
                }
                if let type, (try? await tools.convert(pictureAt: loaded, of: type, to: path, type: "image/png")) != nil
                {
                    return path
                }
            }
            do throws(MediaToolError) {
                try await tools.lastFrame(ofVideoAt: video, to: path)
            } catch {
                throw .damaged("the last frame cannot be made from the video: \(error.reason)")
            }
            return path
        } catch {
            workshop.remove(path)
            throw error
        }
    }

    private func ratio(_ report: UpstreamReport, _ order: VideoOrder) -> AspectRatio {
        report.ratio ?? order.knownRatio ?? account.adaptiveTextRatio ?? .landscape
    }

    private func seconds(_ report: UpstreamReport, _ task: VideoTask) -> Int {
        if let seconds = report.seconds, seconds > 0, seconds < 3600 { return Int(seconds.rounded()) }
        guard let model = catalog[task.servedModel ?? task.order.model] else { return max(task.order.duration, 1) }
        return OrderWriter.seconds(of: task.order, model: model)
    }

    /// Fetches a file: from the vendor's own API over its kept connections, with the key where that is needed; from
    /// anywhere else under guard, and never with the key.
    private func fetch(_ link: FileLink, to path: String) async throws(CollectionError) {
        let url = endpoint.base.resolve(link.url)
        guard endpoint.base.isOrigin(of: url) else { return try await files.fetch(url, to: path) }
        let sink: WorkshopFile
        do {
            sink = try await workshop.file(path)
        } catch {
            throw .interrupted("the file cannot be made: \(error)")
        }
        var limits = FileDownload.Limits()
        limits.timeout = timeouts.download
        limits.idle = timeouts.downloadIdle
        limits.wait = timeouts.downloadPause
        // One link, one file: what leads away from the vendor's API is fetched under guard.
        limits.followsRedirects = false
        do {
            try await FileDownload(endpoint: endpoint, limits: limits).run(link, into: sink) { nil }
        } catch let failure as FileDownload.Failure {
            switch failure {
            case .redirected(let location):
                workshop.remove(path)
                try await files.fetch(location, to: path)
            case .linkDead(let status): throw .linkDead("the link answers with status \(status)")
            case .tooLarge(let reason): throw .damaged(reason)
            case .failed(let reason): throw .interrupted(reason)
            case .cancelled: throw .interrupted("cancelled")
            }
        } catch {
            throw .interrupted("the file cannot be kept: \(error)")
        }
    }
}
