import FilmgateDomain

/// `size` as pixels, `WxH`, and what it means to a Seedance model.
///
/// A size of the model's own table is made exactly. The vendor's two largest, which no Seedance model makes, are
/// their shape at 720p.
enum OpenAIVideosSize {
    static let foreign: [(text: String, resolution: Resolution, ratio: AspectRatio)] = [
        ("1024x1792", .p720, .portrait), ("1792x1024", .p720, .landscape),
    ]

    /// The resolution and ratio of a size; `nil` for one that the model does not make.
    static func meaning(of size: String, for model: ModelSpec) -> (resolution: Resolution, ratio: AspectRatio)? {
        let size = size.lowercased()
        for resolution in model.resolutions {
            for ratio in model.ratios where model.pixels[resolution, ratio]?.text == size { return (resolution, ratio) }
        }
        return foreign.first { $0.text == size }.map { ($0.resolution, $0.ratio) }
    }

    /// Every size that is taken for the model.
    static func known(for model: ModelSpec) -> [String] {
        let own = model.resolutions.flatMap { resolution in
            model.ratios.compactMap { model.pixels[resolution, $0]?.text }
        }
        return own + foreign.map(\.text)
    }

    /// How large the video is, or is to be; `adaptive` where whoever makes it will choose.
    static func text(of view: TaskView) -> String {
        if let pixels = view.task.result?.pixels { return pixels.text }
        let order = view.task.order
        guard let ratio = order.knownRatio else { return RatioChoice.adaptive.text }
        return view.model.pixels[order.resolution, ratio]?.text ?? order.resolution.rawValue
    }
}
