/// A whole video before it is encoded: the moving picture, its subtitle and its marks.
final class Composition {
    private let job: RenderJob
    private let source: any FrameSource
    private let cards: ReferenceCards?
    private let subtitle: Patch?
    private let watermark: Patch?
    private let mark: Patch?

    /// Prepares everything that is the same for all frames; throws when a picture cannot be decoded.
    init(_ job: RenderJob) throws(RenderFault) {
        self.job = job
        let painter = TextPainter(job)
        watermark = job.watermark ? painter.watermark() : nil
        mark = job.mark ? painter.mark() : nil
        cards = job.references.isEmpty ? nil : try ReferenceCards(job)
        if let first = job.firstFrame {
            let loader = PictureLoader(width: job.width, height: job.height)
            // A decoder takes longer to start than to decode, so that both pictures are decoded at the same time.
            let last = job.lastFrame.map { path in
                Worker("last picture") {
                    Result { () throws(RenderFault) in try loader.load(path, code: .lastPicture) }
                }
            }
            let picture = Result { () throws(RenderFault) in try loader.load(first, code: .firstPicture) }
            if let last = last?.wait() {
                source = TransitionScene(job, first: try picture.get(), last: try last.get())
            } else {
                source = PictureScene(job, picture: try picture.get())
            }
            // The first frame is the picture itself, so nothing is written over it.
            subtitle = nil
        } else {
            source = Self.scene(job)
            subtitle = painter.subtitle(above: watermark)
        }
    }

    /// The moving picture that a job's words ask for.
    static func scene(_ job: RenderJob) -> any FrameSource {
        let stage = Stage(job)
        let scene: any FrameSource =
            switch stage.brief.family {
            case .sea: SeaScene(stage)
            case .city: CityScene(stage)
            case .rain: RainScene(stage)
            case .snow: SnowScene(stage)
            case .forest: ForestScene(stage)
            case .meadow: MeadowScene(stage)
            case .desert: DesertScene(stage)
            case .mountain: MountainScene(stage)
            case .space: SpaceScene(stage)
            case .room: RoomScene(stage)
            case .abstract: AbstractScene(stage)
            }
        return Lens.looking(at: scene, stage.brief.move, job)
    }

    /// Draws one frame of the video.
    func draw(_ index: Int, into frame: Frame) {
        drawUnmarked(index, into: frame)
        watermark?.draw(into: frame)
        mark?.draw(into: frame)
    }

    /// Draws one frame without watermark and mark, as the PNG of the last frame shows it.
    func drawUnmarked(_ index: Int, into frame: Frame) {
        source.draw(index, into: frame)
        cards?.draw(into: frame)
        subtitle?.draw(into: frame)
    }
}
