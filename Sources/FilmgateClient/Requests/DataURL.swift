package import FilmgateDialects
package import FilmgateDomain

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Data URLs with base64: `data:image/png;base64,…`.
package enum DataURL {
    /// The URL of a file's bytes.
    package static func text(_ bytes: ByteRegion, mediaType: String) -> ByteRegion {
        let head = Array("data:\(mediaType);base64,".utf8)
        let encoded = bytes.withUnsafeBytes { source -> Data in
            guard let base = source.baseAddress else { return Data() }
            // Only read, and no longer than the closure.
            let data = Data(
                bytesNoCopy: UnsafeMutableRawPointer(mutating: base),
                count: source.count,
                deallocator: .none
            )
            return data.base64EncodedData()
        }
        return ByteRegion(
            FilledBytes(count: head.count + encoded.count) { buffer in
                buffer.copyBytes(from: head)
                UnsafeMutableRawBufferPointer(rebasing: buffer[head.count...]).copyBytes(from: encoded)
            }
        )
    }

    /// The type that a data URL claims, in lower case; `nil` where it is none with base64.
    package static func mediaType(_ url: ByteRegion) -> String? { head(url)?.mediaType }

    private static func head(_ url: ByteRegion) -> (mediaType: String, dataStart: Int)? {
        let head = String(decoding: url[0..<longestHead].bytes, as: UTF8.self)
        guard
            head.lowercased().hasPrefix("data:"), let comma = head.firstIndex(of: ","),
            case let words = head[head.index(head.startIndex, offsetBy: 5)..<comma].split(separator: ";"),
            let mediaType = words.first.map({ $0.lowercased() }), words.last?.lowercased() == "base64"
        else { return nil }
        return (mediaType, head.utf8.distance(from: head.startIndex, to: comma) + 1)
    }

    /// The file that a data URL holds, named `name` with the ending of its type; `nil` where it is none with base64.
    package static func file(_ url: ByteRegion, name: String) -> WireFile? {
        guard let (mediaType, begin) = head(url) else { return nil }
        let data = url[begin..<url.count].withUnsafeBytes { source -> Data? in
            guard let base = source.baseAddress else { return nil }
            let text = Data(
                bytesNoCopy: UnsafeMutableRawPointer(mutating: base),
                count: source.count,
                deallocator: .none
            )
            return Data(base64Encoded: text)
        }
        guard let data, !data.isEmpty else { return nil }
        return WireFile(
            bytes: ByteRegion(FilledBytes(count: data.count) { $0.copyBytes(from: data) }),
            mediaType: mediaType,
            filename: "\(name).\(MediaTypes.ending(of: mediaType))"
        )
    }

    /// Bytes before the data, more than any media type needs.
    private static let longestHead = 128
}

/// Bytes written once, in place.
package final class FilledBytes: ByteStorage {
    // Written before `init` returns and freed in `deinit`; in between it is only read.
    nonisolated(unsafe) package let bytes: UnsafeRawBufferPointer

    /// `fill` writes all of the buffer.
    package init(count: Int, fill: (UnsafeMutableRawBufferPointer) -> Void) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
        fill(buffer)
        bytes = UnsafeRawBufferPointer(buffer)
    }

    deinit {
        bytes.deallocate()
    }
}
