import FilmgateDomain

/// What the preview chooses where an order leaves it open, always the same for the same order.
enum PreviewChoices {
    /// The seed of an order that wants a random one: fixed by the task's id, so that a render that is begun again after a
    /// crash makes the same video.
    static func seed(of task: VideoTask) -> UInt32 {
        if let seed = UInt32(exactly: task.order.seed) { return seed }
        return UInt32(truncatingIfNeeded: task.id.ulid.low)
    }

    /// The ratio for `adaptive`: the one that fits the first frame or reference, or the one that the words ask for.
    static func ratio(of order: VideoOrder) -> AspectRatio {
        order.knownRatio ?? ratio(for: order.prompt.lowercased())
    }

    private static let words: [(AspectRatio, [String])] = [
        (.portrait, ["竖屏", "竖版", "手机", "portrait", "vertical", "selfie", "自拍", "9:16"]),
        (.square, ["方形", "正方形", "square", "1:1"]),
        (.wide, ["宽银幕", "超宽", "电影感", "cinematic", "ultrawide", "panorama", "全景", "21:9"]),
    ]

    private static func ratio(for prompt: String) -> AspectRatio {
        words.first { entry in entry.1.contains { prompt.contains($0) } }?.0 ?? .landscape
    }

    /// The length in seconds: rounded where it was ordered in frames; for -1 that of the video to edit, else longer for a
    /// text that tells more.
    static func seconds(of order: VideoOrder, model: ModelSpec) -> Int {
        if let frames = order.frames { return max(1, (frames + model.framesPerSecond / 2) / model.framesPerSecond) }
        guard order.duration == -1 else { return order.duration }
        let range = model.duration.automaticRange
        if order.extras[.omniReferenceTaskType] == "edit",
            let source = order.media.first(where: { $0.kind == .video })?.milliseconds
        {
            return min(max((source + 500) / 1000, range.lowerBound), range.upperBound)
        }
        return min(range.lowerBound + order.prompt.count / 20, range.upperBound)
    }
}
