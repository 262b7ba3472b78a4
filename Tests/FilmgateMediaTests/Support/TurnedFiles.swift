/// Pictures that lie on their side, by the Exif tag that their camera wrote.
enum TurnedFiles {
    static let all: [PictureFiles.File] =
        (1...8).map { turn in
            let (width, height) = turn < 5 ? (4000, 3000) : (3000, 4000)
            return file("jpeg", "turn \(turn)", width, height, jpeg(exif(turn, big: turn % 2 == 0)))
        } + [
            file("jpeg", "damaged Exif data", 4000, 3000, jpeg(Array(exif(6).prefix(12)))),
            file("jpeg", "Exif data that is none", 4000, 3000, jpeg([UInt8](repeating: 0x2A, count: 60))),
            file(
                "jpeg",
                "an endless Exif directory",
                4000,
                3000,
                jpeg(.make { $0.raw([0x49, 0x49, 42, 0, 8, 0, 0, 0, 0xFF, 0xFF]) })
            ),
            file("png", "turn 6", 720, 1280, PictureFiles.png(1280, 720, more: chunk("tEXt", [1]) + eXIf)),
            file(
                "png",
                "turn 6 after the picture data",
                1280,
                720,
                PictureFiles.png(1280, 720, more: chunk("IDAT", [1]) + eXIf)
            ),
            file("webp", "turn 8", 600, 800, webp(exif(8))),
            file("webp", "turn 8, prefixed", 600, 800, webp(Array("Exif".utf8) + [0, 0] + exif(8))),
            file("webp", "turn 3", 800, 600, webp(exif(3))),
            file(
                "tiff",
                "turn 5",
                1500,
                2000,
                PictureFiles.tiff(big: true, long: true, 2000, 1500, more: [(274, 5)])
            ),
        ]

    private static func file(
        _ format: String,
        _ what: String,
        _ width: Int,
        _ height: Int,
        _ bytes: [UInt8]
    ) -> PictureFiles.File {
        PictureFiles.File(
            testDescription: "\(format) with \(what)",
            format: format,
            width: width,
            height: height,
            bytes: bytes
        )
    }

    private static func exif(_ turn: Int, big: Bool = false) -> [UInt8] {
        PictureFiles.tiff(big: big, long: false, 0, 0, more: [(274, turn)])
    }

    private static let eXIf = chunk("eXIf", exif(6))

    private static func chunk(_ kind: String, _ content: [UInt8]) -> [UInt8] {
        .make {
            $0.big(content.count, 4)
            $0.text(kind)
            $0.raw(content)
            $0.zeros(4)
        }
    }

    private static func jpeg(_ exif: [UInt8]) -> [UInt8] {
        let content = Array("Exif".utf8) + [0, 0] + exif
        let segment: [UInt8] = .make {
            $0.raw([0xFF, 0xE1])
            $0.big(content.count + 2, 2)
            $0.raw(content)
        }
        return PictureFiles.jpeg(4000, 3000, before: [PictureFiles.segment(0xE0, 14), segment])
    }

    private static func webp(_ exif: [UInt8]) -> [UInt8] {
        .make {
            $0.text("RIFF")
            $0.little(4 + 18 + 12 + 8 + exif.count, 4)
            $0.text("WEBPVP8X")
            $0.little(10, 4)
            $0.raw([8, 0, 0, 0])
            $0.little(799, 3)
            $0.little(599, 3)
            $0.text("VP8 ")
            $0.little(3, 4)
            $0.zeros(4)
            $0.text("EXIF")
            $0.little(exif.count, 4)
            $0.raw(exif)
        }
    }
}
