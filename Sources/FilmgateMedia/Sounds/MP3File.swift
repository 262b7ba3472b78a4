/// MPEG audio, layer III: frames one behind the other, each with a head of its own, perhaps behind an ID3 tag.
///
/// The frames are counted, because a file whose rate varies does not say its length anywhere that can be trusted.
enum MP3File {
    /// Frames that are counted, at most: six minutes and more. What goes on behind them is longer than any model takes.
    private static let maximumFrames = 15_000

    /// `nil` where the file is no such sound.
    static func seconds(_ reader: inout HeaderReader) throws(HeaderFault) -> Double? {
        let head = try reader.head(10)
        let isTagged = head.spells("ID3") && head.count == 10
        var offset = isTagged ? 10 + syncSafe(head) : 0
        guard isTagged || frame(of: head) != nil else { return nil }
        var count = 0
        var seconds = 0.0
        while count < maximumFrames, offset <= reader.fileSize - 4 {
            let bytes = try reader.bytes(at: offset, count: 4)
            guard let frame = frame(of: bytes) else {
                // Behind the last frame there may be tags of other kinds.
                guard count > 0 else { throw .malformed("there is no sound behind its tag") }
                break
            }
            guard offset + frame.length <= reader.fileSize else {
                // Some writers cut the last frame short; a file of one frame that is cut off is none.
                guard count > 0 else { throw .truncated }
                break
            }
            let isIndex = count > 0 ? false : try holdsIndex(frame, at: offset, &reader)
            if !isIndex { seconds += frame.seconds }
            offset += frame.length
            count += 1
        }
        // Two bytes that look like the beginning of a frame are no proof; a second frame where the first one ends is.
        guard count > 1 else {
            if isTagged { throw .truncated }
            return nil
        }
        return seconds
    }

    private struct Frame {
        /// Bytes, with its head.
        var length: Int
        var seconds: Double
        /// Where an index of the file would stand in its first frame.
        var indexOffset: Int
    }

    /// The length of an ID3 tag: four bytes of seven bits, and a foot of ten bytes where the flags say so.
    private static func syncSafe(_ head: [UInt8]) -> Int {
        let length = head[6..<10].reduce(0) { $0 << 7 | Int($1 & 0x7F) }
        return length + (head[5] & 0x10 == 0 ? 0 : 10)
    }

    /// The first frame of many files holds no sound but their length.
    private static func holdsIndex(
        _ frame: Frame,
        at offset: Int,
        _ reader: inout HeaderReader
    ) throws(HeaderFault) -> Bool {
        guard frame.length >= frame.indexOffset + 4 else { return false }
        let mark = try reader.bytes(at: offset + frame.indexOffset, count: 4)
        return mark.spells("Xing") || mark.spells("Info")
    }

    /// Reads the head of a frame: 11 bits that are set, version, layer, bit rate, sample rate, padding, channels.
    private static func frame(of head: [UInt8]) -> Frame? {
        guard head.count >= 4, head[0] == 0xFF, head[1] & 0xE0 == 0xE0 else { return nil }
        let version = Int(head[1] >> 3 & 3)
        let layer = head[1] >> 1 & 3
        let rateIndex = Int(head[2] >> 4)
        let sampleIndex = Int(head[2] >> 2 & 3)
        guard version != 1, layer == 1, (1...14).contains(rateIndex), sampleIndex < 3 else { return nil }
        let isFirst = version == 3
        let kilobits = isFirst ? bitRates[rateIndex - 1] : lowBitRates[rateIndex - 1]
        let samplesPerSecond = sampleRates[sampleIndex] >> (isFirst ? 0 : version == 2 ? 1 : 2)
        let samples = isFirst ? 1152 : 576
        let isMono = head[3] >> 6 == 3
        let side = isFirst ? (isMono ? 17 : 32) : (isMono ? 9 : 17)
        return Frame(
            length: samples / 8 * kilobits * 1000 / samplesPerSecond + Int(head[2] >> 1 & 1),
            seconds: Double(samples) / Double(samplesPerSecond),
            indexOffset: 4 + side
        )
    }

    /// Thousands of bits a second, of version 1 and of versions 2 and 2.5.
    private static let bitRates = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
    private static let lowBitRates = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
    private static let sampleRates = [44_100, 48_000, 32_000]
}
