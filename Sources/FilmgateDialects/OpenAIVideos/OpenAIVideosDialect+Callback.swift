import FilmgateDomain

extension OpenAIVideosDialect {
    /// The vendor's event, for final states alone: it names the video and the receiver asks for it.
    public func callback(_ view: TaskView, event: String) -> CallbackBody? {
        guard view.task.state.isFinal else { return nil }
        let ended = view.task.endedAt ?? view.task.updatedAt
        return CallbackBody(
            [
                "id": .string(event),
                "object": "event",
                "created_at": .integer(Int(ended.seconds)),
                "type": view.task.state == .succeeded ? "video.completed" : "video.failed",
                "data": ["id": .string(view.id)],
            ],
            rules: .ark
        )
    }
}
