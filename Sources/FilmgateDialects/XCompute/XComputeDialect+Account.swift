public import FilmgateDomain

extension XComputeDialect {
    /// The list in OpenAI's shape, each model by the vendor's own name.
    public func models(_ models: [ModelSpec]) -> Answer {
        let data = models.map { model -> JSONValue in
            ["id": .string(model.shortName), "object": "model", "created": 0, "owned_by": "bytedance"]
        }
        return Answer(["object": "list", "data": .array(data)])
    }

    public func uploaded(_ upload: UploadView) -> Answer {
        Answer([
            "url": .string(upload.url),
            "filename": .string(upload.filename),
            "content_type": .string(upload.mediaType),
            "bytes": .integer(upload.size),
            "created_at": .integer(Int(upload.createdAt.seconds)),
        ])
    }

    /// Money in units of the project's currency, credits ten to the unit; -1 remains where nothing limits.
    public func balance(_ balance: BalanceView) -> Answer {
        Answer([
            "success": true,
            "remain_balance": balance.remaining.map { .amount($0) } ?? -1,
            "remain_credits": balance.remaining.map { .amount($0, times: Self.creditsPerUnit) } ?? -1,
            "used_balance": .amount(balance.used),
            "used_credits": .amount(balance.used, times: Self.creditsPerUnit),
            "unlimited_quota": .bool(balance.remaining == nil),
        ])
    }

    /// The vendor publishes the query but no answer: this one is ours, in the words of its other answers.
    public func usage(_ usage: UsageView) -> Answer {
        let data = usage.rows.map { row -> JSONValue in
            [
                "group": .string(row.group),
                "tasks": .integer(row.tasks),
                "tokens": .integer(row.tokens),
                "cost": .amount(row.cost),
                "credits_cost": .amount(row.cost, times: Self.creditsPerUnit),
            ]
        }
        return Answer([
            "success": true,
            "start": .integer(Int(usage.from.seconds)),
            "end": .integer(Int(usage.to.seconds)),
            "data": .array(data),
        ])
    }

    private static let creditsPerUnit: Int64 = 10
}
