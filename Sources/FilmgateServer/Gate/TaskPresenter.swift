import FilmgateDialects
import FilmgateDomain
import FilmgateMedia

/// Makes of a task what a client may see of it: its id in the right form, its model, signed links to its files.
struct TaskPresenter: Sendable {
    let catalog: ModelCatalog
    let signer: LinkSigner
    let address: PublicAddress
    let fileRetention: Duration
    /// Whether there is a program that makes pictures of videos.
    let hasStills: Bool
    let now: @Sendable () -> Timestamp

    /// Reads an id in any dialect's form.
    func id(_ text: String) -> VideoTask.ID? {
        TaskIDForm.recognise(text)?.id
    }

    /// `text` is the id as it was asked with; `nil` writes it in the dialect's own form.
    func view(_ task: VideoTask, in dialect: any Dialect, id text: String? = nil) -> TaskView? {
        // The one that makes it, where an account maps the ordered one to another. One that an account listed once is no longer
        // known when the account is gone.
        let name = task.servedModel ?? task.order.model
        let model = catalog[name] ?? .open(name: name)
        let form = text.flatMap { TaskIDForm.recognise($0)?.form } ?? dialect.idForm
        var view = TaskView(
            task: task,
            id: text ?? form.write(task.id),
            draftID: task.order.draftTask.map(form.write),
            model: model,
            now: now()
        )
        if let result = task.result, let endedAt = task.endedAt {
            let expiry = endedAt + fileRetention
            view.filesExpireAt = expiry
            view.videoURL = link(result.video, name: task.id.ulid.text.lowercased() + ".mp4", until: expiry)
            view.lastFrameURL = result.lastFrame.map {
                link($0, name: task.id.ulid.text.lowercased() + ".png", until: expiry)
            }
        }
        return view
    }

    /// Addresses of pictures for vendors, who may come for them while the task can live.
    func pictureLink(life: Duration) -> @Sendable (Artifact) async -> String? {
        { artifact in
            let ending = artifact.mediaType.split(separator: "/").last ?? "bin"
            return link(artifact, name: "picture.\(ending)", until: now() + life)
        }
    }

    /// A link to a picture of a finished task's video; `nil` where there is no video, or none any more.
    func link(_ still: VideoStill, of task: VideoTask) -> String? {
        guard hasStills, let result = task.result, let endedAt = task.endedAt, now() < endedAt + fileRetention else {
            return nil
        }
        let name = "\(task.id.ulid.text.lowercased())-\(still).jpg"
        return link(result.video, still: still, name: name, until: endedAt + fileRetention)
    }

    func link(_ artifact: Artifact, still: VideoStill? = nil, name: String, until expiry: Timestamp) -> String {
        address.text
            + signer.path(to: artifact, still: still, name: name, expires: expiry.seconds, now: now().seconds)
    }
}
