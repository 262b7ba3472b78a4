public import FilmgateDomain

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A picture, video or sound for a request: at an address, in a file here, or in memory.
public struct LocalMedium: Sendable {
    let source: MediaSource

    /// At a public http(s) address, which the vendor fetches.
    public static func url(_ url: String) -> LocalMedium {
        LocalMedium(source: .url(url))
    }

    /// A file here.
    ///
    /// - Throws: ``ClientError/file(path:reason:)`` where it cannot be read or is of no known kind.
    public static func file(_ path: String) throws(ClientError) -> LocalMedium {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
        } catch {
            throw .file(path: path, reason: "it cannot be read")
        }
        guard let type = MediaTypes.type(of: Array(data.prefix(16))) else {
            throw .file(path: path, reason: "it is no picture, video or sound of a known kind")
        }
        return bytes(ByteRegion(FilledBytes(count: data.count) { $0.copyBytes(from: data) }), mediaType: type)
    }

    /// Bytes of the type that is given, for example `image/png`.
    public static func bytes(_ bytes: ByteRegion, mediaType: String) -> LocalMedium {
        LocalMedium(source: .data(DataURL.text(bytes, mediaType: mediaType)))
    }
}
