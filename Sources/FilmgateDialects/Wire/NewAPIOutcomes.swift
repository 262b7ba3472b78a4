import FilmgateDomain

extension OutcomeTable {
    /// new-api's own codes in front of Ark's (vendors.md section 6.5).
    ///
    /// Of its 5xx only those certainly made no task that come before anything was sent upstream: a `do_request_failed` may have
    /// lost the answer of a create that was taken.
    static let newAPI: OutcomeTable = {
        var table = OutcomeTable.ark
        for (code, row) in newAPICodes { table.codes[code] = row }
        table.certain.formUnion(["model_not_found", "build_request_failed"])
        return table
    }()

    private static let newAPICodes: [String: Row] = [
        "invalid_request": Row(.order, "InvalidParameter"),
        "invalid_json": Row(.order, "InvalidParameter"),
        "invalid_multipart_form": Row(.order, "InvalidParameter"),
        "invalid_size": Row(.order, "InvalidParameter"),
        "missing_model": Row(.order, "MissingParameter"),
        NewAPIError.unknownTask: Row(.order, "ResourceNotFound"),
        "quota_not_enough": Row(.account, "AccountOverdueError"),
        "model_not_found": Row(.account, "InvalidEndpointOrModel.NotFound"),
        "build_request_failed": Row(.infrastructure, "InternalServiceError"),
    ]

    /// What a refusal of the vendor's own upstream means here: an account that is wrong there is not ours, and no better
    /// key of ours would cure it.
    static let behindReseller: OutcomeTable = {
        var table = OutcomeTable.ark
        for (code, row) in table.codes where row.kind == .account { table.codes[code] = Row(.infrastructure) }
        return table
    }()
}

/// An error answer of new-api: the gateway's envelope, the one of its tasks, or Ark's own inside or passed through.
struct NewAPIError {
    /// The code for an id that the software does not know, at whatever status.
    static let unknownTask = "task_not_exist"

    /// Ark's refusal, where the answer is a `fail_to_fetch_task` that carries it as text.
    var inner: RemoteError?
    var said: RemoteError?

    init(_ reply: WireReply) {
        guard let fields = RemoteFields(reply.body) else { return }
        if let error = fields.object("error") {
            said = RemoteError(code: error.string("code") ?? "", message: error.string("message") ?? reply.sentence)
        } else if let code = fields.string("code"), code != "success" {
            let message = fields.string("message") ?? reply.sentence
            // It says no more than that somebody behind the gateway refused: the status tells the rest.
            let isForwarded = code == "fail_to_fetch_task"
            said = RemoteError(code: isForwarded ? "" : code, message: message)
            if isForwarded, let body = try? JSONParser.parse(Array(message.utf8)) { inner = RemoteError(ark: body) }
        }
    }

    /// What it says, Ark's own words before those around them.
    static func read(_ reply: WireReply) -> RemoteError? {
        let error = NewAPIError(reply)
        return error.inner ?? error.said
    }

    /// What it refuses; `nil` for what is in doubt.
    static func refusal(_ reply: WireReply) -> UpstreamRefusal? {
        let error = NewAPIError(reply)
        if let inner = error.inner { return OutcomeTable.behindReseller.refusal(reply, said: inner) }
        return OutcomeTable.newAPI.refusal(reply, said: error.said)
    }
}
