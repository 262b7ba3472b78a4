public import FilmgateDomain

extension ToAPIsDialect {
    /// The list in OpenAI's shape, each model by the vendor's own name.
    public func models(_ models: [ModelSpec]) -> Answer {
        let data = models.map { model -> JSONValue in
            ["id": .string(model.shortName), "object": "model", "created": 0, "owned_by": "bytedance"]
        }
        return Answer(["object": "list", "data": .array(data)])
    }

    public func uploaded(_ upload: UploadView) -> Answer {
        let data: JSONValue = [
            "id": .string("upload_\(upload.id)"),
            "url": .string(upload.url),
            "mime_type": .string(upload.mediaType),
            "size": .integer(upload.size),
        ]
        return Answer(["success": true, "message": "", "data": data])
    }

    /// Money in units of the project's currency, credits two hundred to the unit; -1 remains where nothing limits.
    public func balance(_ balance: BalanceView) -> Answer {
        Answer([
            "success": true,
            "remain_balance": balance.remaining.map { .amount($0) } ?? -1,
            "used_balance": .amount(balance.used),
            "remain_credits": balance.remaining.map { .amount($0, times: Self.creditsPerUnit) } ?? -1,
            "used_credits": .amount(balance.used, times: Self.creditsPerUnit),
            "unlimited_quota": .bool(balance.remaining == nil),
        ])
    }

    private static let creditsPerUnit: Int64 = 200
}
