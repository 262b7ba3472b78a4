import FilmgateDomain

/// The four calls of Ark's API at a vendor's own path, and how their answers read: Ark itself and whoever passes it through.
struct ArkCalls {
    /// `/api/v3/contents/generations/tasks`
    let path: String
    /// What an answer refuses; `nil` for what is in doubt.
    let refusal: @Sendable (WireReply) -> UpstreamRefusal?
    /// What an error answer says.
    let said: @Sendable (WireReply) -> RemoteError?

    /// Most tasks of one page (ark.md section 1).
    static let page = 500

    /// A task's own path.
    func read(_ id: String) -> WireCall { WireCall("GET", "\(path)/\(PercentEncoding.escape(id))") }

    /// Flex tasks are not listed unless they are asked for (ark.md section 1).
    func list(_ query: RemoteListQuery) -> WireCall {
        var items: [(name: String, value: String)] = [
            ("page_num", String(min(max(query.page, 1), Self.page))),
            ("page_size", String(min(max(query.size, 1), Self.page))),
        ]
        if let state = query.state { items.append(("filter.status", state.rawValue)) }
        items += query.ids.map { ("filter.task_ids", $0) }
        switch query.tier {
        case .standard: break
        case .flex: items.append(("filter.service_tier", query.tier.rawValue))
        }
        return WireCall("GET", path + PercentEncoding.query(items))
    }

    func cancel(_ id: String) -> WireCall { WireCall("DELETE", "\(path)/\(PercentEncoding.escape(id))") }

    /// The cheapest call that needs the key.
    func probe() -> WireCall { WireCall("GET", path + PercentEncoding.query([("page_num", "1"), ("page_size", "1")])) }

    func created(_ reply: WireReply) -> CreateReply {
        if (200..<300).contains(reply.status), let id = RemoteFields(reply.body)?.id("id") { return .accepted(id: id) }
        return refusal(reply).map(CreateReply.refused) ?? .doubtful(reason: reply.doubt)
    }

    func task(_ reply: WireReply) -> ReadReply {
        if (200..<300).contains(reply.status) {
            let task = RemoteFields(reply.body).flatMap { ArkRemoteTask(fields: $0).task }
            return task.map(ReadReply.task) ?? .unreadable(reason: "HTTP status \(reply.status) without a task")
        }
        if isMissing(reply) { return .missing }
        return refusal(reply).map(ReadReply.refused) ?? .unreadable(reason: reply.doubt)
    }

    /// A list counts as complete by its total alone: where that does not settle it, the page after the last one is empty.
    /// An entry without an id makes the whole answer unreadable, since what it was might be what is looked for.
    func tasks(_ reply: WireReply) -> ListReply {
        if [414, 431].contains(reply.status) { return .tooLong }
        guard (200..<300).contains(reply.status) else {
            return refusal(reply).map(ListReply.refused) ?? .unreadable(reason: reply.doubt)
        }
        guard let fields = RemoteFields(reply.body), let items = fields.array("items") else {
            return .unreadable(reason: "HTTP status \(reply.status) without a list of tasks")
        }
        var tasks: [RemoteTask] = []
        for item in items {
            guard let task = RemoteFields(item).flatMap({ ArkRemoteTask(fields: $0).entry }) else {
                return .unreadable(reason: "the list has an entry without an id")
            }
            tasks.append(task)
        }
        // Whoever reads page after page counts with it.
        let total = fields.integer("total").map { min(max($0, 0), Int(Int32.max)) }
        return .tasks(tasks, total: total, hasMore: !items.isEmpty && total != items.count)
    }

    /// 200 with `{}`; 409 while the task runs (ark.md section 8).
    func cancelled(_ reply: WireReply) -> CancelReply {
        if (200..<300).contains(reply.status) { return .done }
        if reply.status == 409 { return .refusedByState }
        if isMissing(reply) { return .missing }
        return refusal(reply).map(CancelReply.refused) ?? .unreadable(reason: reply.doubt)
    }

    /// A 404 without Ark's code is a path that does not exist, or somebody else's word: no task is given up for it.
    private func isMissing(_ reply: WireReply) -> Bool {
        guard (400..<500).contains(reply.status), let code = said(reply)?.code else { return false }
        if code == NewAPIError.unknownTask { return true }
        return reply.status == 404 && ["ResourceNotFound", "NotFound"].contains(String(code.prefix { $0 != "." }))
    }
}
