import Dispatch
import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Where log lines go: gathered in memory and written to a file descriptor a few times a second, so that a request
/// never waits for whoever reads the log. Errors are written at once.
package final class LogSink: Sendable {
    private struct State {
        var pending: [UInt8] = []
        var isScheduled = false
        var dropped = 0
    }

    /// Bytes that may wait; where the reader of the log has stopped reading, later lines are counted and dropped.
    private static let capacity = 4 << 20
    private static let delay = DispatchTimeInterval.milliseconds(100)

    private let descriptor: Int32
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "filmgate.log")

    /// - Parameter descriptor: stays open for as long as the sink lives; standard error, as a rule.
    package init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Takes one line, its line feed included.
    func write(_ line: some Sequence<UInt8>, urgent: Bool) {
        let mustSchedule = state.withLock { state in
            guard state.pending.count < Self.capacity else {
                state.dropped += 1
                return false
            }
            state.pending.append(contentsOf: line)
            defer { state.isScheduled = true }
            return !state.isScheduled
        }
        if urgent {
            flush()
        } else if mustSchedule {
            queue.asyncAfter(deadline: .now() + Self.delay) { self.drain() }
        }
    }

    /// Writes out all that waits; returns when it is written.
    package func flush() {
        queue.sync { drain() }
    }

    private func drain() {
        let (bytes, dropped) = state.withLock { state in
            defer { state = State() }
            return (state.pending, state.dropped)
        }
        put(bytes)
        if dropped > 0 {
            put(Array("{\"level\":\"warning\",\"message\":\"log lines dropped\",\"lines\":\(dropped)}\n".utf8))
        }
    }

    private func put(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let written = writeOnce(descriptor, UnsafeRawBufferPointer(rebasing: rest))
                if written < 0, errno == EINTR { continue }
                // A log that cannot be written has nobody to tell.
                guard written > 0 else { return }
                rest = rest.dropFirst(written)
            }
        }
    }
}

/// The system's own `write`, out of the reach of the method of that name.
private func writeOnce(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}
