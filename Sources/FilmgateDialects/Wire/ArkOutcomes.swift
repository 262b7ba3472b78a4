import FilmgateDomain

extension OutcomeTable {
    /// Ark's codes (ark.md section 9.3), by what they say of a create.
    ///
    /// A full queue and a used-up quota share one code; both pass, so it counts as too much at once.
    static let ark: OutcomeTable = {
        var codes: [String: Row] = [:]
        for (kind, names) in arkCodes {
            for name in names { codes[name] = Row(kind) }
        }
        return OutcomeTable(codes: codes, certain: ["InternalServiceError", "ServerOverloaded", "ModelLoadingError"])
    }()

    private static let arkCodes: [(UpstreamRefusal.Kind, [String])] = [
        (
            .order,
            [
                "MissingParameter", "InvalidParameter", "InvalidImageURL", "SensitiveContentDetected",
                "InputTextSensitiveContentDetected", "InputImageSensitiveContentDetected",
                "InputVideoSensitiveContentDetected", "InputAudioSensitiveContentDetected",
                "OutputTextSensitiveContentDetected", "OutputImageSensitiveContentDetected",
                "OutputVideoSensitiveContentDetected", "OutputAudioSensitiveContentDetected",
                "InputTextRiskDetection", "InputImageRiskDetection", "InputVideoRiskDetection",
                "InputAudioRiskDetection", "OutputTextRiskDetection", "OutputImageRiskDetection",
                "OutputVideoRiskDetection", "OutputAudioRiskDetection", "ContentSecurityDetectionError",
                "NotFound", "ResourceNotFound", "InvalidAction",
            ]
        ),
        (
            .account,
            [
                "InvalidEndpoint", "InvalidEndpointOrModel", "ModelNotOpen", "UnsupportedModel",
                "AuthenticationError", "InvalidAccountStatus", "AccessDenied", "AccountOverdueError",
                "OperationDenied", "SetLimitExceeded",
            ]
        ),
        (
            .throttled,
            [
                "RateLimitExceeded", "ModelAccountRpmRateLimitExceeded", "ModelAccountTpmRateLimitExceeded",
                "ModelAccountIpmRateLimitExceeded", "APIAccountRpmRateLimitExceeded", "AccountRateLimitExceeded",
                "RequestBurstTooFast", "QuotaExceeded", "InflightBatchsizeExceeded",
            ]
        ),
        (.infrastructure, ["InternalServiceError", "ServerOverloaded", "ModelLoadingError"]),
    ]
}

extension RemoteError {
    /// `{"error":{"code","message",…}}` with a code (ark.md section 9.1).
    init?(ark body: JSONValue?) {
        guard
            let error = RemoteFields(body)?.object("error"), let code = error.string("code"), !code.isEmpty
        else { return nil }
        self.init(code: code, message: error.string("message") ?? ArkErrorCatalogue.message(of: code))
    }
}
