#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A pipe whose ends close themselves: forgetting one would leak a descriptor or keep a reader waiting for ever.
final class Pipe: Sendable {
    let reader: Descriptor
    let writer: Descriptor

    init() throws(RenderFault) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw RenderFault(code: .system, message: "no descriptors left for a pipe") }
        reader = Descriptor(raising: ends[0])
        writer = Descriptor(raising: ends[1])
        guard reader.number >= 0, writer.number >= 0 else {
            throw RenderFault(code: .system, message: "no descriptors left for a pipe")
        }
        #if os(Linux)
        // F_SETPIPE_SZ, missing from the module: 1 MB is what an ordinary user may ask for; a refusal does not matter.
        _ = fcntl(writer.number, 1031, 1 << 20)
        #endif
    }
}

/// An open file descriptor that is closed once, on `close()` or at the end of its life.
final class Descriptor: Sendable {
    let number: Int32
    private let open = Flag(true)

    /// Moves a descriptor above 9, closed on exec, so that it never collides with the numbers that a child wants.
    init(raising low: Int32) {
        number = fcntl(low, F_DUPFD_CLOEXEC, 10)
        #if canImport(Darwin)
        Darwin.close(low)
        #else
        Glibc.close(low)
        #endif
    }

    deinit { close() }

    /// Closes the descriptor; later calls do nothing.
    func close() {
        guard open.exchange(false), number >= 0 else { return }
        #if canImport(Darwin)
        Darwin.close(number)
        #else
        Glibc.close(number)
        #endif
    }

    /// Writes everything. False when the other side is gone or the disk is full.
    func write(_ bytes: UnsafeRawBufferPointer) -> Bool { Self.write(bytes, to: number) }

    /// Writes everything to a descriptor that someone else owns.
    static func write(_ bytes: UnsafeRawBufferPointer, to number: Int32) -> Bool {
        guard let base = bytes.baseAddress else { return true }
        var done = 0
        while done < bytes.count {
            #if canImport(Darwin)
            let count = Darwin.write(number, base + done, bytes.count - done)
            #else
            let count = Glibc.write(number, base + done, bytes.count - done)
            #endif
            if count < 0 {
                guard errno == EINTR else { return false }
                continue
            }
            done += count
        }
        return true
    }

    /// Reads until `buffer` is full or the other side has ended; the number of bytes read, nil on an error.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        guard let base = buffer.baseAddress else { return 0 }
        var done = 0
        while done < buffer.count {
            #if canImport(Darwin)
            let count = Darwin.read(number, base + done, buffer.count - done)
            #else
            let count = Glibc.read(number, base + done, buffer.count - done)
            #endif
            if count < 0 {
                guard errno == EINTR else { return nil }
                continue
            }
            if count == 0 { break }
            done += count
        }
        return done
    }
}
