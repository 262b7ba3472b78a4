/// HEIF headers of several variants, made box by box.
enum HEIFFiles {
    static let all: [PictureFiles.File] = [
        PictureFiles.File(
            testDescription: "heic",
            format: "heic",
            width: 4032,
            height: 3024,
            bytes: file("heic", 4032, 3024)
        ),
        PictureFiles.File(
            testDescription: "heic turned, in tiles",
            format: "heic",
            width: 3024,
            height: 4032,
            bytes: file("heic", 4032, 3024, turns: 3, tiles: 48)
        ),
        PictureFiles.File(
            testDescription: "heic of which a part is shown",
            format: "heic",
            width: 1000,
            height: 2000,
            bytes: file("heic", 4032, 3024, turns: 1, shown: (2000, 1000))
        ),
        PictureFiles.File(
            testDescription: "heif with wide numbers",
            format: "heif",
            width: 800,
            height: 600,
            bytes: file("mif1", 800, 600, turns: 2, isWide: true)
        ),
    ]

    /// `shown` is a part in the middle. `turns` are quarters; `tiles` are items of 512x512 that come before the picture that they make up.
    static func file(
        _ brand: String,
        _ width: Int,
        _ height: Int,
        turns: Int = 0,
        tiles: Int = 0,
        shown: (Int, Int)? = nil,
        isWide: Bool = false
    ) -> [UInt8] {
        let primary = tiles + 1
        let cut: [UInt8] = .make {
            for side in [shown?.0 ?? width, shown?.1 ?? height] {
                $0.big(side * 2, 4)
                $0.big(2, 4)
            }
            $0.zeros(16)
        }
        let properties =
            box("ispe", size(512, 512)) + box("ispe", size(width, height)) + box("irot", [UInt8(turns)])
            + box("clap", cut)
        let associations: [UInt8] = .make {
            $0.raw([isWide ? 1 : 0, 0, 0, isWide ? 1 : 0])
            $0.big(tiles + 1, 4)
            for item in 1...primary {
                $0.big(item, isWide ? 4 : 2)
                let numbers = item == primary ? (shown == nil ? [2, 3] : [2, 4, 3]) : [1]
                $0.big(numbers.count, 1)
                for number in numbers { $0.big(number | (isWide ? 0x8000 : 0x80), isWide ? 2 : 1) }
            }
        }
        let item: [UInt8] = .make {
            $0.raw([isWide ? 1 : 0, 0, 0, 0])
            $0.big(primary, isWide ? 4 : 2)
        }
        let meta: [UInt8] = .make {
            $0.zeros(4)
            $0.raw(box("hdlr", [UInt8](repeating: 0, count: 25)))
            $0.raw(box("pitm", item))
            $0.raw(box("iprp", box("ipco", properties) + box("ipma", associations)))
        }
        let type: [UInt8] = .make {
            $0.text(brand)
            $0.zeros(4)
            $0.text("mif1heic")
        }
        return box("ftyp", type) + box("meta", meta) + box("mdat", [UInt8](repeating: 7, count: 100))
    }

    private static func size(_ width: Int, _ height: Int) -> [UInt8] {
        .make {
            $0.zeros(4)
            $0.big(width, 4)
            $0.big(height, 4)
        }
    }

    private static func box(_ type: String, _ content: [UInt8]) -> [UInt8] {
        .make {
            $0.big(8 + content.count, 4)
            $0.text(type)
            $0.raw(content)
        }
    }
}
