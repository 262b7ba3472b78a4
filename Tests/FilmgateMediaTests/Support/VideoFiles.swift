/// MP4 files without frames, made box by box.
struct VideoFile {
    var brand = "isom"
    var width = 1280
    var height = 720
    var timescale = 24_000
    /// Runs of frames: how many, how long each.
    var runs = [(121, 1000)]
    var audio: (rate: Int, channels: Int)? = (44_100, 2)
    var isFastStart = true
    /// Whether lengths are written in 64 bits.
    var isWide = false

    var bytes: [UInt8] {
        let type = box(
            "ftyp",
            .make {
                $0.text(brand)
                $0.big(512, 4)
                $0.text("isomiso2avc1mp41")
            }
        )
        let data = box("mdat", [UInt8](repeating: 7, count: 300))
        var tracks = [track("vide", visualEntry, runs)]
        if let audio { tracks.append(track("soun", audioEntry(audio), [(200, 1024)])) }
        let index = box("moov", box("mvhd", [UInt8](repeating: 0, count: 100)) + tracks.joined())
        return type + (isFastStart ? index + box("free", []) + data : data + index)
    }

    private func box(_ type: String, _ content: [UInt8]) -> [UInt8] {
        .make {
            $0.big(isWide ? 1 : 8 + content.count, 4)
            $0.text(type)
            if isWide { $0.big(16 + content.count, 8) }
            $0.raw(content)
        }
    }

    private func track(_ kind: String, _ entry: [UInt8], _ runs: [(Int, Int)]) -> [UInt8] {
        let scale = kind == "vide" ? timescale : audio?.rate ?? 0
        let times: [UInt8] = .make {
            $0.zeros(4)
            $0.big(runs.count, 4)
            for run in runs {
                $0.big(run.0, 4)
                $0.big(run.1, 4)
            }
        }
        let samples =
            box(
                "stsd",
                .make {
                    $0.zeros(4)
                    $0.big(1, 4)
                    $0.raw(entry)
                }
            ) + box("stts", times)
        let header: [UInt8] = .make {
            $0.zeros(12)
            $0.big(scale, 4)
            $0.zeros(8)
        }
        let handler: [UInt8] = .make {
            $0.zeros(8)
            $0.text(kind)
            $0.zeros(13)
        }
        let media = box("mdhd", header) + box("hdlr", handler) + box("minf", box("stbl", samples))
        return box("trak", box("tkhd", [UInt8](repeating: 0, count: 84)) + box("mdia", media))
    }

    private var visualEntry: [UInt8] {
        .make {
            $0.big(86, 4)
            $0.text("avc1")
            $0.zeros(24)
            $0.big(width, 2)
            $0.big(height, 2)
            $0.zeros(50)
        }
    }

    private func audioEntry(_ audio: (rate: Int, channels: Int)) -> [UInt8] {
        .make {
            $0.big(36, 4)
            $0.text("mp4a")
            $0.zeros(16)
            $0.big(audio.channels, 2)
            $0.big(16, 2)
            $0.zeros(4)
            $0.big(audio.rate, 2)
            $0.zeros(2)
        }
    }
}
