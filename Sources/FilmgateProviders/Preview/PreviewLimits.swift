import FilmgateDomain

/// What the preview cannot make though a model can: it is refused by name before the task is accepted.
enum PreviewLimits {
    private static let unreadable = ["image/heic", "image/heif"]

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
        if let picture = order.media.first(where: { unreadable.contains($0.artifact.mediaType) }) {
            return Refusal(
                .invalid,
                .parameter(.content),
                given: picture.artifact.mediaType,
                .predicate(
                    "the preview shows no HEIF pictures: they must be jpeg, png, webp, bmp, tiff or gif",
                    chinese: "预览不支持 HEIF 图片，应为 jpeg、png、webp、bmp、tiff 或 gif"
                ),
                mode: order.mode,
                model: model?.shortName
            )
        }
        return nil
    }
}
