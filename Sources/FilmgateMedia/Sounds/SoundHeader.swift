/// Reads format and length of a WAV or MP3 file, without decoding and within ``budget``.
package enum SoundHeader {
    /// Bytes that may be read of one file: an MP3 has no index, so the head of each of its frames is read.
    static let budget = 256 * 1024

    package static func read(_ source: some RandomAccessBytes) throws(SoundHeaderError) -> SoundInfo {
        var reader = HeaderReader(source, budget: budget)
        do throws(HeaderFault) {
            let head = try reader.head(12)
            if head.spells("RIFF"), head.spells("WAVE", at: 8) {
                return SoundInfo(format: .wav, seconds: try WAVFile.seconds(&reader))
            }
            if let seconds = try MP3File.seconds(&reader) { return SoundInfo(format: .mp3, seconds: seconds) }
        } catch {
            throw SoundHeaderError(error)
        }
        throw .unknownFormat
    }
}

extension SoundHeaderError {
    fileprivate init(_ fault: HeaderFault) {
        self =
            switch fault {
            case .truncated: .truncated
            case .malformed(let reason): .malformed(reason: reason)
            case .unreadable(let error): .unreadable(error)
            }
    }
}
