import FilmgateDialects
import FilmgateDomain
import FilmgateMedia
import FilmgateRenderer
import Hummingbird
import Logging

extension DialectRoute {
    /// The bytes of a task's file, whole or in part.
    func content(
        _ call: Call,
        _ request: Request,
        context: GateContext,
        principal: Principal,
        speakers: Speakers
    ) async throws -> Response {
        let variant = try speakers.first.decodeContent(call)
        let (name, task) = try await task(of: call, in: principal.project.id, speakers: speakers)
        let shown = name ?? speakers.first.idForm.write(task.id)
        guard task.state == .succeeded, let result = task.result, let endedAt = task.endedAt else {
            throw Self.absent(shown, Self.lack(in: task.state))
        }
        let moment = services.now()
        let expiry = endedAt + services.presenter.fileRetention
        guard moment < expiry else { throw Self.absent(shown, Self.expired) }
        let artifact: Artifact
        switch variant {
        case .video: artifact = result.video
        case .thumbnail, .spritesheet:
            guard let stills = try await stills(of: result, task, context: context) else {
                throw Self.absent(shown, ("has no stills; available is variant=video", "没有缩略图，可用：variant=video"))
            }
            artifact = stills[variant == .thumbnail ? .poster : .sheet]
        }
        let suffix = artifact.mediaType.split(separator: "/").last ?? "bin"
        let answer = try await services.files.answer(
            StoredContent(
                hash: artifact.hash,
                mediaType: artifact.mediaType,
                name: "\(task.id.ulid.text.lowercased()).\(suffix)",
                freshness: expiry.seconds - moment.seconds
            ),
            to: request,
            requestID: context.requestID
        )
        guard let answer else { throw Self.absent(shown, Self.expired) }
        return answer
    }

    private func stills(of result: VideoResult, _ task: VideoTask, context: GateContext) async throws -> Stills.Pair? {
        do {
            return try await services.stills.pair(of: result.video.hash)
        } catch let error as ToolFailure {
            context.logger.warning(
                "stills not made",
                metadata: ["task.id": "\(task.id.ulid.text)", "error": "\(error)"]
            )
            return nil
        }
    }

    private typealias Lack = (english: String, chinese: String)

    private static let expired: Lack = ("is not kept any more", "文件已过期")

    private static func lack(in state: VideoTask.State) -> Lack {
        switch state {
        case .queued, .running: ("is not ready yet; ask for its status until it is completed", "尚未完成，请先查询任务状态")
        case .succeeded, .failed, .cancelled, .expired: ("has no file: it did not succeed", "任务未成功，没有文件")
        }
    }

    /// Only whoever may see the task gets here, so that the sentence gives nothing away.
    private static func absent(_ id: String, _ lack: Lack) -> Refusal {
        Refusal(
            .unknownTask,
            .named(id),
            .words("the video \(id) \(lack.english)", chinese: "视频 \(id)：\(lack.chinese)")
        )
    }
}
