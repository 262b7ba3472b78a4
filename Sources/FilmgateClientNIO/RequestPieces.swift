internal import AsyncHTTPClient
internal import FilmgateClient
internal import NIOCore

/// The pieces of a body as the client takes them: a small body at once, a large one a little at a time from where it is.
struct RequestPieces: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    private let regions: [ByteRegion]

    /// Bytes up to which a body is copied whole.
    private static let small = 256 << 10
    /// Bytes that are copied at a time.
    private static let portion = 64 << 10

    static func body(_ regions: [ByteRegion]) -> HTTPClientRequest.Body? {
        guard !regions.isEmpty else { return nil }
        let count = regions.reduce(0) { $0 + $1.count }
        guard count > small else {
            var buffer = ByteBufferAllocator().buffer(capacity: count)
            for region in regions { region.withUnsafeBytes { _ = buffer.writeBytes($0) } }
            return .bytes(buffer)
        }
        return .stream(RequestPieces(regions: regions), length: .known(Int64(count)))
    }

    func makeAsyncIterator() -> Iterator { Iterator(regions: regions[...]) }

    struct Iterator: AsyncIteratorProtocol {
        fileprivate var regions: ArraySlice<ByteRegion>
        private var offset = 0

        fileprivate init(regions: ArraySlice<ByteRegion>) {
            self.regions = regions
        }

        mutating func next() async -> ByteBuffer? {
            while let region = regions.first {
                guard offset < region.count else {
                    regions.removeFirst()
                    offset = 0
                    continue
                }
                let part = region[offset..<offset + RequestPieces.portion]
                offset += part.count
                return part.withUnsafeBytes { ByteBuffer(bytes: $0) }
            }
            return nil
        }
    }
}
