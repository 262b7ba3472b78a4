/// What a track is: pictures, sound, or something else that does not matter here.
struct MP4Track {
    private(set) var picture: VideoTrack?
    private(set) var audio: AudioTrack?

    /// Runs of equally long frames, at most.
    private static let maximumRuns = 32 * 1024

    /// `nil` where it is neither pictures nor sound.
    init?(_ reader: inout HeaderReader, _ track: MP4Box) throws(HeaderFault) {
        let media = try MP4Box.content(of: "mdia", &reader, in: track.content)
        let handler = try MP4Box.content(of: "hdlr", &reader, in: media)
        let kind = MP4Box.printable(try MP4Box.field(&reader, in: handler, at: 8, count: 4))
        guard kind == "vide" || kind == "soun" else { return nil }

        let timescale = try Self.timescale(&reader, in: MP4Box.content(of: "mdhd", &reader, in: media))
        let information = try MP4Box.content(of: "minf", &reader, in: media)
        let samples = try MP4Box.content(of: "stbl", &reader, in: information)
        let description = try MP4Box.content(of: "stsd", &reader, in: samples)
        // Version, flags and a count come before the first entry, whose head holds its length and its codec.
        let entry = try MP4Box.field(&reader, in: description, at: 8, count: 36)
        let codec = MP4Box.printable(entry[4..<8])
        if kind == "vide" {
            let size = (width: entry.number(at: 32, width: 2), height: entry.number(at: 34, width: 2))
            guard size.width > 0, size.height > 0 else { throw .malformed("its pictures have no size") }
            picture = VideoTrack(
                codec: codec,
                width: size.width,
                height: size.height,
                timing: try Self.timing(&reader, in: samples, timescale: timescale)
            )
        } else {
            // The rate has 16 binary places; rates of 65,536 and more are written as 0 and stand in the media header.
            let rate = entry.number(at: 32, width: 2)
            audio = AudioTrack(
                codec: codec,
                sampleRate: rate == 0 ? timescale : rate,
                channels: entry.number(at: 24, width: 2)
            )
        }
    }

    private static func timescale(_ reader: inout HeaderReader, in header: Range<Int>) throws(HeaderFault) -> Int {
        let isWide = try MP4Box.field(&reader, in: header, at: 0, count: 1)[0] == 1
        let timescale = try MP4Box.field(&reader, in: header, at: isWide ? 20 : 12, count: 4).number(at: 0, width: 4)
        guard timescale > 0 else { throw .malformed("a track has no time scale") }
        return timescale
    }

    /// Adds up the runs of equally long frames.
    private static func timing(
        _ reader: inout HeaderReader,
        in samples: Range<Int>,
        timescale: Int
    ) throws(HeaderFault) -> TrackTiming {
        let table = try MP4Box.content(of: "stts", &reader, in: samples)
        let count = try MP4Box.field(&reader, in: table, at: 4, count: 4).number(at: 0, width: 4)
        guard count <= maximumRuns else { throw .malformed("its table of times is too long") }
        let runs = try MP4Box.field(&reader, in: table, at: 8, count: 8 * count)
        var frames = 0
        var ticks = 0
        var lengths: [Int] = []
        for index in 0..<count {
            // Both are below 2^32 and there are at most 2^15 runs: the frames cannot overflow, the ticks can.
            let (run, length) = (runs.number(at: 8 * index, width: 4), runs.number(at: 8 * index + 4, width: 4))
            let (product, isTooLong) = run.multipliedReportingOverflow(by: length)
            let (sum, isTooMuch) = ticks.addingReportingOverflow(product)
            guard !isTooLong, !isTooMuch else { throw .malformed("it is longer than can be counted") }
            frames += run
            ticks = sum
            if run > 0 { lengths.append(length) }
        }
        let last = runs.isEmpty ? 0 : runs.number(at: 8 * (count - 1), width: 4)
        let isConstant = Set(lengths).count <= 1 || (last == 1 && Set(lengths.dropLast()).count == 1)
        return TrackTiming(timescale: timescale, frameCount: frames, ticks: ticks, isConstant: isConstant)
    }
}
