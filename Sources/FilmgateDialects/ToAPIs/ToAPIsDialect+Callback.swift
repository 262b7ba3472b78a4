import FilmgateDomain

extension ToAPIsDialect {
    /// A signed envelope without the result, for final states alone: the receiver asks for the task (vendors.md section
    /// 3.6). The vendor publishes no waits; these are XCompute's, whose software is of the same kind.
    public func callback(_ view: TaskView, event: String) -> CallbackBody? {
        guard view.task.state.isFinal, case .object(let shown)? = task(view, call: Call()).body else { return nil }
        let succeeded = view.task.state == .succeeded
        return CallbackBody(
            [
                "id": .string(event),
                "type": .string(succeeded ? "generation.completed" : "generation.failed"),
                "data": [
                    "task_id": .string(view.id),
                    "task_type": "video",
                    "model": shown["model"] ?? .null,
                    "status": shown["status"] ?? .null,
                ],
            ],
            signaturePrefix: "X-ToAPIs-Webhook-",
            rules: CallbackRules(timeout: .seconds(10), retries: [.seconds(10), .seconds(30), .seconds(60)])
        )
    }
}
