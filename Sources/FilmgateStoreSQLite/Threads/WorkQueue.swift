import Dispatch
import FilmgateDomain
import Synchronization

/// A bounded queue between callers that must not block and threads that may.
final class WorkQueue<Element: Sendable>: Sendable {
    private struct State {
        var elements: [Element] = []
        /// Threads that wait and were not woken yet.
        var idle = 0
        var isClosed = false
    }

    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)
    private let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// Appends an element.
    ///
    /// - Throws: ``StoreError/busy`` when the queue is full, ``StoreError/closed`` after ``close()``.
    func push(_ element: Element) throws(StoreError) {
        let (refusal, wakes): (StoreError?, Bool) = state.withLock { state in
            if state.isClosed { return (.closed, false) }
            if state.elements.count >= capacity { return (.busy, false) }
            state.elements.append(element)
            guard state.idle > 0 else { return (nil, false) }
            state.idle -= 1
            return (nil, true)
        }
        if let refusal { throw refusal }
        if wakes { wake.signal() }
    }

    /// Waits for elements and takes up to `limit` of them, oldest first; none only once the queue is closed and empty.
    func take(upTo limit: Int) -> [Element] {
        while true {
            let (elements, isDone): ([Element], Bool) = state.withLock { state in
                if state.elements.isEmpty {
                    if !state.isClosed { state.idle += 1 }
                    return ([], state.isClosed)
                }
                if state.elements.count <= limit {
                    defer { state.elements.removeAll(keepingCapacity: true) }
                    return (state.elements, true)
                }
                defer { state.elements.removeFirst(limit) }
                return (Array(state.elements.prefix(limit)), true)
            }
            if isDone { return elements }
            wake.wait()
        }
    }

    /// How many elements wait.
    var count: Int { state.withLock { $0.elements.count } }

    /// Refuses new elements; those that wait are still taken.
    func close() {
        let idle = state.withLock { state in
            state.isClosed = true
            defer { state.idle = 0 }
            return state.idle
        }
        for _ in 0..<idle { wake.signal() }
    }
}
