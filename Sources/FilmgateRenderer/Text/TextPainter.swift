/// Makes the still overlays of a video: the subtitle and the two marks.
struct TextPainter {
    private let job: RenderJob
    private var shorter: Int { min(job.width, job.height) }

    init(_ job: RenderJob) { self.job = job }

    /// The prompt at the bottom, centred, at most three lines (four on an upright picture). Nil when nothing of the
    /// prompt can be shown. It makes room for the watermark, whose place is the corner.
    func subtitle(above watermark: Patch?) -> Patch? {
        let size = max(15, shorter / 20)
        let fonts = FontChain(job.fonts, pixelSize: size)
        let text = SubtitleText.scalars(job.prompt, covers: fonts.covers)
        guard !text.isEmpty else { return nil }
        let breaker = LineBreaker(
            width: job.width * 86 / 100 * 64,
            lines: job.height > job.width ? 4 : 3,
            advance: fonts.advance
        )
        let lines = breaker.lines(text)
        let block = Mask(lines, fonts, size: size, rim: max(2, size / 12), centred: true, plate: true)
        let bottom = watermark.map { $0.y - max(2, shorter / 120) } ?? job.height - max(8, shorter / 24)
        return block.patch(x: (job.width - block.width) / 2, y: bottom - block.height, opacity: 256)
    }

    /// The mark that a caller asks for with `watermark`, bottom right (`ark.md` section 2.1).
    func watermark() -> Patch? {
        let size = max(13, shorter / 26)
        guard let block = line("AI 生成 · preview", size: size, rim: max(1, size / 12)) else { return nil }
        let margin = max(6, shorter / 40)
        return block.patch(
            x: job.width - margin - block.width,
            y: job.height - margin - block.height,
            opacity: 215
        )
    }

    /// The faint mark in the top left corner. Small and thin: it must tell, and not disturb a picture.
    func mark() -> Patch? {
        let size = max(9, shorter / 54)
        let margin = max(6, shorter / 54)
        return line("Filmgate preview", size: size, rim: 1)?.patch(x: margin, y: margin, opacity: 110)
    }

    /// A line below a card.
    func title(_ text: String, x: Int, below y: Int, size: Int) -> Patch? {
        line(text, size: size, rim: max(1, size / 12))?.patch(x: x, y: y + 2, opacity: 256)
    }

    private func line(_ text: String, size: Int, rim: Int) -> Mask? {
        let fonts = FontChain(job.fonts, pixelSize: size)
        let scalars = SubtitleText.scalars(text, covers: fonts.covers)
        guard !scalars.isEmpty else { return nil }
        return Mask([scalars], fonts, size: size, rim: rim, centred: false, plate: false)
    }
}
