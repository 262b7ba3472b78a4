import Testing

/// Headers of pictures of every format and variant, made by hand; pixels are left out, since nobody looks at them.
enum PictureFiles {
    struct File: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let format: String
        let width: Int
        let height: Int
        let bytes: [UInt8]
    }

    static let all: [File] =
        jpegs + webps + bmps + tiffs + HEIFFiles.all + TurnedFiles.all + [
            File(testDescription: "png", format: "png", width: 1280, height: 720, bytes: png(1280, 720)),
            File(testDescription: "gif87", format: "gif", width: 640, height: 480, bytes: gif("GIF87a", 640, 480)),
            File(testDescription: "gif89", format: "gif", width: 640, height: 480, bytes: gif("GIF89a", 640, 480)),
        ]

    static func png(_ width: Int, _ height: Int, more: [UInt8] = []) -> [UInt8] {
        .make {
            $0.raw([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
            $0.big(13, 4)
            $0.text("IHDR")
            $0.big(width, 4)
            $0.big(height, 4)
            $0.raw([8, 2, 0, 0, 0])
            $0.zeros(4)
            $0.raw(more)
            $0.zeros(4)
            $0.text("IDAT")
        }
    }

    static func gif(_ version: String, _ width: Int, _ height: Int) -> [UInt8] {
        .make {
            $0.text(version)
            $0.little(width, 2)
            $0.little(height, 2)
            $0.raw([0x80, 0, 0])
        }
    }

    /// With the segments `before`, each with its length, between the start and the frame header.
    static func jpeg(_ width: Int, _ height: Int, marker: UInt8 = 0xC0, before: [[UInt8]] = []) -> [UInt8] {
        .make {
            $0.raw([0xFF, 0xD8])
            for segment in before { $0.raw(segment) }
            $0.raw([0xFF, marker])
            $0.big(17, 2)
            $0.raw([8])
            $0.big(height, 2)
            $0.big(width, 2)
            $0.raw([3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1])
        }
    }

    static func segment(_ marker: UInt8, _ content: Int) -> [UInt8] {
        .make {
            $0.raw([0xFF, marker])
            $0.big(content + 2, 2)
            $0.raw([UInt8](repeating: 0xFF, count: content))
        }
    }

    private static let jpegs: [File] =
        [UInt8](0xC0...0xCF).filter { ![0xC4, 0xC8, 0xCC].contains($0) }.map { marker in
            File(
                testDescription: "jpeg frame \(marker)",
                format: "jpeg",
                width: 1920,
                height: 1080,
                bytes: jpeg(1920, 1080, marker: marker, before: [segment(0xE0, 14), segment(0xDB, 65)])
            )
        } + [
            File(
                testDescription: "jpeg with a large profile",
                format: "jpeg",
                width: 300,
                height: 400,
                bytes: jpeg(300, 400, before: (0..<20).map { _ in segment(0xE2, 65_533) })
            ),
            File(
                testDescription: "jpeg with fill bytes",
                format: "jpeg",
                width: 300,
                height: 400,
                bytes: jpeg(300, 400, before: [[0xFF, 0xFF, 0xFF] + segment(0xE1, 3)])
            ),
        ]

    private static let webps: [File] = [
        File(
            testDescription: "webp lossy",
            format: "webp",
            width: 800,
            height: 600,
            bytes: webp("VP8 ", [0x10, 0, 0, 0x9D, 0x01, 0x2A, 0x20, 0x43, 0x58, 0x82])
        ),
        File(
            testDescription: "webp lossless",
            format: "webp",
            width: 800,
            height: 600,
            bytes: webp(
                "VP8L",
                .make {
                    $0.raw([0x2F])
                    $0.little(799 | 599 << 14 | 1 << 28, 4)
                }
            )
        ),
        File(
            testDescription: "webp extended",
            format: "webp",
            width: 800,
            height: 600,
            bytes: webp(
                "VP8X",
                .make {
                    $0.raw([0x10, 0, 0, 0])
                    $0.little(799, 3)
                    $0.little(599, 3)
                }
            )
        ),
    ]

    static func webp(_ kind: String, _ content: [UInt8]) -> [UInt8] {
        .make {
            $0.text("RIFF")
            $0.little(12 + content.count, 4)
            $0.text("WEBP" + kind)
            $0.little(content.count, 4)
            $0.raw(content)
        }
    }

    static func bmp(header: Int, _ width: Int, _ height: Int, planes: Int = 1) -> [UInt8] {
        .make {
            $0.text("BM")
            $0.zeros(12)
            $0.little(header, 4)
            let side = header == 12 ? 2 : 4
            $0.little(width, side)
            $0.little(height, side)
            $0.little(planes, 2)
            $0.little(24, 2)
        }
    }

    private static let bmps: [File] = [12, 40, 52, 56, 64, 108, 124].map { header in
        File(
            testDescription: "bmp header \(header)",
            format: "bmp",
            width: 1000,
            height: 500,
            bytes: bmp(header: header, 1000, header == 124 ? -500 : 500)
        )
    }

    /// `more` are further entries of one short number, after the size.
    static func tiff(
        big: Bool,
        long: Bool,
        _ width: Int,
        _ height: Int,
        magic: Int = 42,
        more: [(Int, Int)] = []
    ) -> [UInt8] {
        var writer = ByteWriter()
        let number = { (writer: inout ByteWriter, value: Int, width: Int) in
            if big { writer.big(value, width) } else { writer.little(value, width) }
        }
        writer.text(big ? "MM" : "II")
        number(&writer, magic, 2)
        number(&writer, 20, 4)
        writer.zeros(12)
        number(&writer, 3 + more.count, 2)
        let long = long ? 3 : 0
        for (index, (tag, value)) in ([(254, 0), (256, width), (257, height)] + more).enumerated() {
            let isLong = index < long
            number(&writer, tag, 2)
            number(&writer, isLong ? 4 : 3, 2)
            number(&writer, 1, 4)
            number(&writer, value, isLong ? 4 : 2)
            if !isLong { writer.zeros(2) }
        }
        writer.zeros(4)
        return writer.bytes
    }

    private static let tiffs: [File] = [(true, true), (true, false), (false, true), (false, false)].map { big, long in
        File(
            testDescription: "tiff \(big ? "MM" : "II") \(long ? "long" : "short")",
            format: "tiff",
            width: 2000,
            height: 1500,
            bytes: tiff(big: big, long: long, 2000, 1500)
        )
    }
}

extension [UInt8] {
    static func make(_ build: (inout ByteWriter) -> Void) -> [UInt8] {
        ByteWriter.make(build)
    }
}
