public import FilmgateDialects
import FilmgateDomain

extension FilmgateClient {
    /// The task as the vendor sees it now.
    public func get(_ id: String) async throws(ClientError) -> RemoteTask {
        try await tries { () throws(ClientError) in try await ask(id).task }
    }

    /// A page of the account's tasks; only where the dialect has a list.
    public func list(_ query: RemoteListQuery = RemoteListQuery()) async throws(ClientError) -> RemotePage {
        guard face.traits.list != nil else {
            throw .cannotExpress(CannotExpress("list", "the vendor's API has no list of tasks"))
        }
        return try await tries { () throws(ClientError) in
            let reply = try await reply(to: face.list(query), timeout: policy.readTimeout)
            switch face.tasks(reply) {
            case .tasks(let tasks, let total, let hasMore):
                return RemotePage(tasks: tasks, total: total, hasMore: hasMore)
            case .tooLong: throw .cannotExpress(CannotExpress("ids", "so many ids are too many for one list"))
            case .refused(let refusal): throw .refused(VendorRefusal(refusal, status: reply.status))
            case .unreadable(let reason): throw .unreadable(status: reply.status, reason: reason)
            }
        }
    }

    /// Ends a task that has not begun, or removes one that has ended; only where the dialect has a delete.
    ///
    /// - Returns: whether it was done; `false` where the vendor says that its state forbids it, since it runs for example.
    @discardableResult
    public func cancel(_ id: String) async throws(ClientError) -> Bool {
        guard face.traits.cancels else {
            throw .cannotExpress(CannotExpress("cancel", "the vendor's API cannot end a task"))
        }
        return try await tries { () throws(ClientError) in
            let reply = try await reply(to: face.cancel(id), timeout: policy.readTimeout)
            switch face.cancelled(reply) {
            case .done: return true
            case .refusedByState: return false
            case .missing: throw .notFound(id: id)
            case .refused(let refusal): throw .refused(VendorRefusal(refusal, status: reply.status))
            case .unreadable(let reason): throw .unreadable(status: reply.status, reason: reason)
            }
        }
    }

    /// Asks once, and says when the vendor wants to be asked again.
    func ask(_ id: String) async throws(ClientError) -> (task: RemoteTask, pollAfter: Duration?) {
        let reply = try await reply(to: face.read(id), timeout: policy.readTimeout)
        switch face.task(reply) {
        case .task(var task):
            // AnyFast's oldest answer has no id (vendors.md section 1.4).
            if task.report.upstreamID.isEmpty { task.report.upstreamID = id }
            return (task, Self.pollAfter(reply.headers))
        case .missing: throw .notFound(id: id)
        case .refused(let refusal): throw .refused(VendorRefusal(refusal, status: reply.status))
        case .unreadable(let reason): throw .unreadable(status: reply.status, reason: reason)
        }
    }

    /// `openai-poll-after-ms`, else `Retry-After` in seconds; as far as they are numbers.
    private static func pollAfter(_ headers: [String: String]) -> Duration? {
        if let milliseconds = headers["openai-poll-after-ms"].flatMap({ Int($0) }), milliseconds >= 0 {
            return .milliseconds(min(milliseconds, 3_600_000))
        }
        if let seconds = headers["retry-after"].flatMap({ Int($0) }), seconds >= 0 {
            return .seconds(min(seconds, 3600))
        }
        return nil
    }
}

/// A page of tasks.
public struct RemotePage: Sendable, Equatable {
    public var tasks: [RemoteTask]
    /// Over all pages, where the vendor says.
    public var total: Int?
    public var hasMore: Bool

    public init(tasks: [RemoteTask], total: Int?, hasMore: Bool) {
        self.tasks = tasks
        self.total = total
        self.hasMore = hasMore
    }
}
