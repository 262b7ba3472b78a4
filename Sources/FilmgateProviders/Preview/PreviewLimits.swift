import FilmgateDomain

/// What the preview cannot make though a model can: it is refused by name before the task is accepted.
enum PreviewLimits {
    static func objection(to order: VideoOrder, model: ModelSpec?) -> Refusal? {
        if let format = order.extras[.outputFormat], format != "mp4" {
            return Refusal(
                .unsupported,
                .parameter(.outputFormat),
                given: format,
                .predicate("the preview makes mp4 alone", chinese: "预览仅支持 mp4"),
                mode: order.mode,
                model: model?.shortName
            )
        }
        return nil
    }
}
