import FilmgateDomain

extension XComputeDialect {
    /// The body of a read, for final states alone; a 4xx stops it (vendors.md section 2.6). The task's address is
    /// `<webhook>/callback` already, as the create was read.
    public func callback(_ view: TaskView, event: String) -> CallbackBody? {
        guard view.task.state.isFinal, let body = task(view, call: Call()).body else { return nil }
        return CallbackBody(
            body,
            rules: CallbackRules(
                timeout: .seconds(10),
                retries: [.seconds(10), .seconds(30), .seconds(60)],
                stopsOnClientError: true
            )
        )
    }
}
