public import FilmgateDialects
import FilmgateDomain

extension FilmgateClient {
    /// The task each time that the vendor was asked, until it has ended; the last element is its end.
    ///
    /// The vendor's wish when to be asked again (`openai-poll-after-ms`, `Retry-After`) is followed, up to two minutes. A
    /// word of the vendor's that nobody knows is an element without a state. Passing trouble is waited out, as far as
    /// ``ClientPolicy/tries`` go.
    public func updates(of id: String) -> TaskUpdates {
        TaskUpdates(client: self, id: id)
    }

    /// Waits until the task has ended and returns it, however it has ended. After `timeout` it throws
    /// ``ClientError/timedOut(id:)``, and the task goes on; `onUpdate` is called with each answer.
    public func wait(
        for id: String,
        timeout: Duration? = nil,
        onUpdate: @escaping @Sendable (RemoteTask) -> Void = { _ in }
    ) async throws(ClientError) -> RemoteTask {
        guard let timeout else { return try await end(of: id, onUpdate) }
        let result = await withTaskGroup(of: Result<RemoteTask, ClientError>?.self) { group in
            group.addTask {
                do throws(ClientError) {
                    return .success(try await end(of: id, onUpdate))
                } catch {
                    return .failure(error)
                }
            }
            group.addTask {
                // Ends early only when the task has ended or the caller is cancelled: then the other child says so.
                do { try await clock.sleep(for: timeout) } catch { return nil }
                return .failure(.timedOut(id: id))
            }
            var first: Result<RemoteTask, ClientError>?
            while first == nil, let next = await group.next() { first = next }
            group.cancelAll()
            return first
        }
        guard let result else { throw .cancelled }
        return try result.get()
    }

    /// Waits until the task has its video; ``ClientError/taskEnded(id:state:failure:)`` where it ended without one.
    public func video(
        of id: String,
        timeout: Duration? = nil,
        onUpdate: @escaping @Sendable (RemoteTask) -> Void = { _ in }
    ) async throws(ClientError) -> RemoteTask {
        let task = try await wait(for: id, timeout: timeout, onUpdate: onUpdate)
        guard let state = task.report.state, state == .succeeded else {
            throw .taskEnded(id: id, state: task.report.state ?? .failed, failure: task.report.failure)
        }
        return task
    }

    private func end(
        of id: String,
        _ onUpdate: @Sendable (RemoteTask) -> Void
    ) async throws(ClientError) -> RemoteTask {
        var last: RemoteTask?
        var updates = updates(of: id).makeAsyncIterator()
        while let task = try await updates.next() {
            onUpdate(task)
            last = task
        }
        guard let last else { throw .cancelled }
        return last
    }
}

/// A task on its way; made by ``FilmgateClient/updates(of:)``.
public struct TaskUpdates: AsyncSequence, Sendable {
    public typealias Element = RemoteTask
    public typealias Failure = ClientError

    let client: FilmgateClient
    let id: String

    public func makeAsyncIterator() -> Iterator { Iterator(client: client, id: id) }

    public struct Iterator: AsyncIteratorProtocol {
        public typealias Element = RemoteTask
        public typealias Failure = ClientError

        let client: FilmgateClient
        let id: String
        /// The wait before the next question; `nil` before the first.
        private var wait: Duration?
        private var asked: Duration?
        private var hasEnded = false

        init(client: FilmgateClient, id: String) {
            self.client = client
            self.id = id
        }

        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(ClientError) -> RemoteTask? {
            guard !hasEnded else { return nil }
            if let wait {
                // A vendor's wish is the least; our own rhythm may be spread both ways.
                let pause =
                    if let asked { asked + client.policy.firstPoll * (client.jitter() / 4) } else {
                        wait * (0.8 + client.jitter() * 0.4)
                    }
                try await client.sleep(pause)
            }
            let (client, id) = (client, id)
            let answer = try await client.tries { () throws(ClientError) in try await client.ask(id) }
            wait = wait.map { Swift.min($0 * 1.25, client.policy.longestPoll) } ?? client.policy.firstPoll
            asked = answer.pollAfter.map { Swift.min($0, ClientPolicy.longestAsked) }
            hasEnded = answer.task.report.state?.isFinal == true
            return answer.task
        }
    }
}
