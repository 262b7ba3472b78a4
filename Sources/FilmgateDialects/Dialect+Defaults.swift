public import FilmgateDomain

/// What a vendor without the operation answers; the server never asks, because the operation is not declared.
extension Dialect {
    public var signs: Set<String> { [] }

    public var hints: Set<String> { [] }

    public var uploadLimit: Int { 20 << 20 }

    public var takesBareKey: Bool { false }

    public var readsClientReferences: Bool { false }

    public func decodeList(_ call: Call) throws(Refusal) -> ListRequest {
        throw Refusal(.unknownPath, .request, .plain)
    }

    public func document(of form: [FormPart]) throws(Refusal) -> JSONValue? { nil }

    public func decodeContent(_ call: Call) throws(Refusal) -> ContentVariant {
        throw Refusal(.unknownPath, .request, .plain)
    }

    public func refusal(of operation: Operation) -> Refusal { Refusal(.unknownPath, .request, .plain) }

    public func list(_ page: ListView) -> Answer { Answer(status: 404, nil) }

    public func removed(_ view: TaskView) -> Answer { Answer(status: 404, nil) }

    public func models(_ models: [ModelSpec]) -> Answer { Answer(status: 404, nil) }

    public func uploaded(_ upload: UploadView) -> Answer { Answer(status: 404, nil) }

    public func balance(_ balance: BalanceView) -> Answer { Answer(status: 404, nil) }

    public func usage(_ usage: UsageView) -> Answer { Answer(status: 404, nil) }
}
