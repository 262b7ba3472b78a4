import FilmgateDialects
public import FilmgateDomain

extension FilmgateClient {
    /// Orders a video and returns the task's id.
    ///
    /// Pictures without a public address are handed over as the vendor takes them: in the create, as a part of it, or by
    /// an upload before it. A create whose answer was lost is not sent again, since that might order a second video: such an
    /// error has ``ClientError/mayHaveMadeTask``. What makes a repetition safe is the request's `clientReference` where the
    /// vendor keeps to it (ToAPIs), or `idempotencyKey`.
    ///
    /// - Parameters:
    ///   - request: made by ``GenerationRequest/text(_:model:)`` and its like.
    ///   - idempotencyKey: sent as `Idempotency-Key`. Give one only to a server that honours it, as every Filmgate does:
    ///     then the create is repeated until an answer comes.
    /// - Returns: the task's id, in the vendor's form.
    /// - Throws: ``ClientError``.
    public func create(
        _ request: GenerationRequest,
        idempotencyKey: String? = nil
    ) async throws(ClientError) -> String {
        var request = request
        if let model = catalog[request.model], let name = face.name(of: model) { request.model = name }
        request = try await MediaHandover(client: self).handOver(request)
        let token = token(of: request)
        var call = try wire(request, token)
        if let idempotencyKey { call.headers.append((name: "Idempotency-Key", value: idempotencyKey)) }
        let isRepeatable = idempotencyKey != nil || token != nil
        let rule: (ClientError) -> Bool = { mayRepeat($0, isRepeatable) }
        return try await tries(policy.createTries, where: rule) { () throws(ClientError) in
            let reply = try await reply(to: call, timeout: policy.createTimeout)
            switch face.created(reply) {
            case .accepted(let id): return id
            case .refused(let refusal): throw .refused(VendorRefusal(refusal, status: reply.status))
            case .doubtful(let reason): throw .unreadable(status: reply.status, reason: reason)
            }
        }
    }

    /// Whether a create that ended so may be sent again: nothing can have been made, or making it twice makes one task.
    private func mayRepeat(_ error: ClientError, _ isRepeatable: Bool) -> Bool {
        switch error {
        case .transport(let error): error.phase == .connecting || isRepeatable
        case .unreadable: isRepeatable
        case .refused(let refusal):
            switch refusal.kind {
            case .throttled: policy.repeatsThrottledCreates
            case .infrastructure: isRepeatable
            case .order, .account: false
            }
        case .notFound, .cannotExpress, .timedOut, .taskEnded, .downloadFailed, .file, .badURL, .unknownDialect,
            .cancelled:
            false
        }
    }

    private func token(of request: GenerationRequest) -> AttemptToken? {
        switch face.traits.token {
        case .reference: request.clientReference.map { AttemptToken(text: $0) }
        case .none, .expiry: nil
        }
    }

    private func wire(_ request: GenerationRequest, _ token: AttemptToken?) throws(ClientError) -> WireCall {
        do throws(CannotExpress) {
            return try face.create(request, token: token)
        } catch {
            throw .cannotExpress(error)
        }
    }
}
