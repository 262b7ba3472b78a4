/// Reads the format and the size in pixels from a picture's own header.
///
/// The format is what the first bytes say, never what a name or a Content-Type claims. Nothing is decoded, and no file,
/// however hostile, costs more than ``budget`` bytes of reading.
package enum PictureHeader {
    /// Every format that is read. To add one: write its reader in a file of its own and name it here.
    static let readers: [any PictureFormatReader.Type] = [
        JPEGReader.self, PNGReader.self, WebPReader.self, GIFReader.self, BMPReader.self, TIFFReader.self,
        HEICReader.self, HEIFReader.self,
    ]

    package static var formats: [PictureFormat] { readers.map { $0.format } }

    /// Bytes that may be read of one header.
    static let budget = 16 * 1024

    /// Bytes by which a format is recognised.
    static let magicLength = 16

    package static func read(_ source: some RandomAccessBytes) throws(PictureHeaderError) -> PictureInfo {
        var reader = HeaderReader(source, budget: budget)
        let head: [UInt8]
        do throws(HeaderFault) {
            head = try reader.head(magicLength)
        } catch {
            throw PictureHeaderError(error, format: nil)
        }
        guard let formatReader = readers.first(where: { $0.recognises(head) }) else { throw .unknownFormat }
        do throws(HeaderFault) {
            let size = try formatReader.readSize(&reader)
            guard (1...65_535).contains(size.width), (1...65_535).contains(size.height) else {
                throw .malformed("it claims to be \(size.width)x\(size.height) pixels")
            }
            return PictureInfo(format: formatReader.format, width: size.width, height: size.height)
        } catch {
            throw PictureHeaderError(error, format: formatReader.format)
        }
    }
}

/// Knows one picture format. Bytes come from strangers: check before believing.
protocol PictureFormatReader: SendableMetatype {
    static var format: PictureFormat { get }

    /// Whether a file that begins with `head` (up to ``PictureHeader/magicLength`` bytes) is of this format.
    static func recognises(_ head: [UInt8]) -> Bool

    /// The size in pixels as the header states it; the caller judges whether it is sensible.
    static func readSize(_ reader: inout HeaderReader) throws(HeaderFault) -> (width: Int, height: Int)
}

extension PictureHeaderError {
    fileprivate init(_ fault: HeaderFault, format: PictureFormat?) {
        self =
            switch (fault, format) {
            case (.unreadable(let error), _): .unreadable(error)
            case (_, nil): .unknownFormat
            case (.truncated, let format?): .truncated(format)
            case (.malformed(let reason), let format?): .malformed(format, reason: reason)
            }
    }
}
