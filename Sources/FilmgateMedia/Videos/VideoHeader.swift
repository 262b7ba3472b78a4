/// Reads what an MP4 or QuickTime file says about itself (ISO/IEC 14496-12), without decoding and within ``budget``.
///
/// Every box has to lie within its parent and the file, so a download that broke off is found out here.
package enum VideoHeader {
    /// Bytes that may be read of one file's boxes.
    static let budget = 512 * 1024

    package static func read(_ source: some RandomAccessBytes) throws(VideoHeaderError) -> VideoInfo {
        var reader = HeaderReader(source, budget: budget)
        do throws(HeaderFault) {
            if let info = try read(&reader) { return info }
        } catch {
            throw VideoHeaderError(error)
        }
        throw .unknownFormat
    }

    /// `nil` where the file does not begin as such a file does.
    private static func read(_ reader: inout HeaderReader) throws(HeaderFault) -> VideoInfo? {
        let head = try reader.head(12)
        guard head.spells("ftyp", at: 4), head.count == 12 else { return nil }
        let boxes = try MP4Box.list(&reader, in: 0..<reader.fileSize)
        guard
            let index = boxes.firstIndex(where: { $0.type == "moov" }),
            let data = boxes.firstIndex(where: { $0.type == "mdat" })
        else {
            // Nothing runs over the end, yet the index or the data never came.
            throw .truncated
        }
        var tracks: [MP4Track] = []
        for box in try MP4Box.list(&reader, in: boxes[index].content) where box.type == "trak" {
            if let track = try MP4Track(&reader, box) { tracks.append(track) }
        }
        guard let picture = tracks.lazy.compactMap(\.picture).first else {
            throw .malformed("it has no track of pictures")
        }
        let brand = MP4Box.printable(head[8..<12])
        return VideoInfo(
            brand: brand,
            mediaType: brand == "qt  " ? "video/quicktime" : "video/mp4",
            fileSize: reader.fileSize,
            isFastStart: index < data,
            picture: picture,
            audio: tracks.lazy.compactMap(\.audio).first
        )
    }
}

extension VideoHeaderError {
    fileprivate init(_ fault: HeaderFault) {
        self =
            switch fault {
            case .truncated: .truncated
            case .malformed(let reason): .malformed(reason: reason)
            case .unreadable(let error): .unreadable(error)
            }
    }
}
