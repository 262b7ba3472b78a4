import Dispatch

/// Hands frames from the drawing thread to the writing thread and back, so that drawing overlaps encoding.
///
/// A few frames go round; the semaphores count the free and the filled ones, and both sides take them in turn.
final class FrameQueue: Sendable {
    private let frames: [Frame]
    private let free: DispatchSemaphore
    private let filled = DispatchSemaphore(value: 0)
    private let broken = Flag(false)

    init(width: Int, height: Int, depth: Int = 3) {
        frames = (0..<depth).map { _ in Frame(width: width, height: height) }
        // Raised by signals and not by its first value, below which a semaphore must not be released.
        free = DispatchSemaphore(value: 0)
        for _ in 0..<depth { free.signal() }
    }

    /// Draws frame number `index`; blocks while all frames are on their way. False when the writer has given up.
    func fill(_ index: Int, _ draw: (Frame) -> Void) -> Bool {
        free.wait()
        if !broken.isSet { draw(frames[index % frames.count]) }
        filled.signal()
        return !broken.isSet
    }

    /// Writes `count` frames as they come; false when the reader of the pipe went away.
    func drain(_ count: Int, to descriptor: Descriptor) -> Bool {
        for index in 0..<count {
            filled.wait()
            let frame = frames[index % frames.count]
            let written = descriptor.write(UnsafeRawBufferPointer(start: frame.y, count: frame.count))
            if !written { broken.exchange(true) }
            free.signal()
            guard written else { return false }
        }
        return true
    }

    /// Makes the writer stop at the next frame; for a drawing side that cannot go on.
    func abandon() { broken.exchange(true) }
}
