/// A RIFF file of sound: chunks of four characters and a length, of which `fmt ` says how many bytes a second takes and
/// `data` how many there are.
enum WAVFile {
    /// Chunks before the data, at most; honest files have a handful.
    private static let maximumChunks = 64
    /// What a writer that cannot go back puts for the length of the data.
    private static let openLengths = [0, 0xFFFF_FFFF]

    static func seconds(_ reader: inout HeaderReader) throws(HeaderFault) -> Double {
        var offset = 12
        var rate: Int?
        for _ in 0..<maximumChunks {
            let head = try reader.bytes(at: offset, count: 8)
            let length = head.number(at: 4, width: 4, .little)
            let content = offset + 8
            if head.spells("fmt ") {
                guard length >= 16 else { throw .malformed("its format is too short") }
                let bytes = try reader.bytes(at: content + 8, count: 4).number(at: 0, width: 4, .little)
                guard bytes > 0 else { throw .malformed("a second of it takes no bytes") }
                rate = bytes
            } else if head.spells("data") {
                guard let rate else { throw .malformed("its data comes before its format") }
                let rest = reader.fileSize - content
                guard openLengths.contains(length) || length <= rest else { throw .truncated }
                return Double(openLengths.contains(length) ? rest : length) / Double(rate)
            }
            // A chunk of odd length is followed by a byte of nothing.
            offset = content + length + length % 2
        }
        throw .malformed("there is no data in its first \(maximumChunks) chunks")
    }
}
