/// What a vendor without the call is sent and reads; nobody asks, because the traits do not declare it.
extension ClientFace {
    public func list(_ query: RemoteListQuery) -> WireCall { WireCall("GET", "/") }

    public func tasks(_ reply: WireReply) -> ListReply { .unreadable(reason: "the vendor lists no tasks") }

    public func cancel(_ id: String) -> WireCall { WireCall("DELETE", "/") }

    public func cancelled(_ reply: WireReply) -> CancelReply { .unreadable(reason: "the vendor cancels no tasks") }

    public func upload(_ picture: WireFile) -> WireCall { WireCall("POST", "/") }

    public func uploaded(_ reply: WireReply) -> UploadReply { .unreadable(reason: "the vendor takes no uploads") }

    public func hint(_ body: JSONValue) -> String? { nil }
}
