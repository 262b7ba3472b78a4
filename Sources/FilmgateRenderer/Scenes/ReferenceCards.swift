/// The references of a video as a row of cards in its upper part: pictures as they are, videos by their first frame, sounds
/// by their name.
final class ReferenceCards {
    private struct Card {
        var x: Int
        var y: Int
        /// `nil` for what has nothing to see: a dark card.
        var picture: Frame?
        var title: Patch?
    }

    private let cards: [Card]
    private let width: Int
    private let height: Int

    /// Cards of 4 to 3, as large as fit into the upper third of the picture.
    init(_ job: RenderJob) throws(RenderFault) {
        let grid = Grid(job)
        width = grid.width
        height = grid.height
        let loader = PictureLoader(width: grid.width, height: grid.height)
        let painter = TextPainter(job)
        var numbers: [RenderReference.Kind: Int] = [:]
        var cards: [Card] = []
        for (index, reference) in job.references.enumerated() {
            let number = numbers[reference.kind, default: 0] + 1
            numbers[reference.kind] = number
            let (x, y) = grid.place(of: index)
            let picture: Frame? =
                switch reference.kind {
                case .image: try loader.load(reference.path, code: .referencePicture)
                case .video: try loader.firstFrame(ofFilm: reference.path)
                case .audio: nil
                }
            let title = painter.title(
                "\(reference.kind.title) \(number)",
                x: x,
                below: y + grid.height,
                size: grid.text
            )
            cards.append(Card(x: x, y: y, picture: picture, title: title))
        }
        self.cards = cards
    }

    func draw(into frame: Frame) {
        for card in cards {
            fill(frame, x: card.x - 2, y: card.y - 2, width: width + 4, height: height + 4, luma: 235)
            if let picture = card.picture {
                lay(picture, over: frame, x: card.x, y: card.y)
            } else {
                fill(frame, x: card.x, y: card.y, width: width, height: height, luma: 40)
            }
            card.title?.draw(into: frame)
        }
    }

    /// Rows of cards; every length is even, because chroma has half as many pixels.
    private struct Grid {
        var width = 0
        var height = 0
        var text = 0
        private var columns = 1
        private let gap: Int
        private let top: Int

        init(_ job: RenderJob) {
            let shorter = min(job.width, job.height)
            gap = max(6, shorter / 40) & ~1
            // Below the mark in the corner.
            top = max(16, shorter / 16) & ~1
            let room = max(24, job.height / 3)
            var size = max(12, shorter / 5) & ~1
            while true {
                height = size
                width = size * 4 / 3 & ~1
                text = max(9, size / 8)
                columns = max(1, (job.width - gap) / (width + gap))
                let rows = (job.references.count + columns - 1) / columns
                if rows * (height + rowGap) <= room || size <= 16 { return }
                size = size * 7 / 8 & ~1
            }
        }

        /// Between two rows, where the titles stand.
        private var rowGap: Int { (text * 2 + gap) & ~1 }

        func place(of index: Int) -> (x: Int, y: Int) {
            (gap + index % columns * (width + gap), top + index / columns * (height + rowGap))
        }
    }

    /// A grey rectangle, cut at the frame's edges.
    private func fill(_ frame: Frame, x: Int, y: Int, width: Int, height: Int, luma: UInt8) {
        let columns = max(0, x)..<max(0, min(frame.width, x + width))
        for row in max(0, y)..<max(max(0, y), min(frame.height, y + height)) where !columns.isEmpty {
            (frame.y + row * frame.width + columns.lowerBound).update(repeating: luma, count: columns.count)
            let chroma = row / 2 * frame.chromaWidth + columns.lowerBound / 2
            (frame.u + chroma).update(repeating: 128, count: (columns.count + 1) / 2)
            (frame.v + chroma).update(repeating: 128, count: (columns.count + 1) / 2)
        }
    }

    /// A picture at an even place, cut at the frame's edges.
    private func lay(_ picture: Frame, over frame: Frame, x: Int, y: Int) {
        let columns = min(picture.width, frame.width - x)
        let rows = min(picture.height, frame.height - y)
        guard columns > 0, rows > 0 else { return }
        for row in 0..<rows {
            (frame.y + (y + row) * frame.width + x).update(from: picture.y + row * picture.width, count: columns)
        }
        for row in 0..<(rows + 1) / 2 {
            let target = (y / 2 + row) * frame.chromaWidth + x / 2
            let source = row * picture.chromaWidth
            (frame.u + target).update(from: picture.u + source, count: (columns + 1) / 2)
            (frame.v + target).update(from: picture.v + source, count: (columns + 1) / 2)
        }
    }
}
