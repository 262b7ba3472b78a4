/// One picture as planar YUV 4:2:0, laid out exactly as `rawvideo` wants it: Y, then U, then V, without padding.
///
/// A class with its own memory: frames are made once and reused, and the loops over them want bare pointers. It is
/// `@unchecked Sendable` because ``FrameQueue`` hands it from the drawing to the writing thread and back through
/// semaphores, so that only one of them touches the memory at a time.
final class Frame: @unchecked Sendable {
    let width: Int
    let height: Int
    let chromaWidth: Int
    let chromaHeight: Int
    let y: UnsafeMutablePointer<UInt8>
    let u: UnsafeMutablePointer<UInt8>
    let v: UnsafeMutablePointer<UInt8>
    /// Size of the three planes together, in bytes.
    let count: Int
    /// What lies around the planes, so that vector code may read that far beside a pixel.
    static let margin = 48
    private let memory: UnsafeMutablePointer<UInt8>

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        chromaWidth = (width + 1) / 2
        chromaHeight = (height + 1) / 2
        let luma = width * height
        let chroma = chromaWidth * chromaHeight
        count = luma + 2 * chroma
        memory = .allocate(capacity: count + 2 * Frame.margin)
        memory.initialize(repeating: 0, count: Frame.margin)
        y = memory + Frame.margin
        (y + count).initialize(repeating: 0, count: Frame.margin)
        y.initialize(repeating: 16, count: luma)
        u = y + luma
        u.initialize(repeating: 128, count: 2 * chroma)
        v = u + chroma
    }

    deinit { memory.deallocate() }

    /// Takes over every byte of a frame of the same size.
    func copy(from other: Frame) {
        precondition(other.count == count)
        y.update(from: other.y, count: count)
    }
}
