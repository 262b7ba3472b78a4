/// Ark's published error codes with their HTTP statuses (ark.md section 9.3), and the sentences that go with them.
public enum ArkErrorCatalogue {
    /// The HTTP status of a code that may refuse a create; `nil` for a code that is not listed.
    ///
    /// A code with a suffix (`InvalidParameter.Something`) counts as its longest listed prefix.
    public static func status(of code: String) -> Int? {
        // Longer than any code: what a client wrote may be a whole prompt full of dots.
        guard code.utf8.count <= 128 else { return nil }
        var prefix = code[...]
        while true {
            if let status = statuses[String(prefix)] { return status }
            guard let dot = prefix.lastIndex(of: ".") else { return nil }
            prefix = prefix[..<dot]
        }
    }

    /// Whether the code is one that a finished task carries rather than a refused create.
    public static func endsTask(_ code: String) -> Bool {
        code.hasPrefix("Output")
    }

    /// The sentence published for a code, without request id.
    public static func message(of code: String) -> String {
        if let sentence = sentences[code] { return sentence }
        let parts = code.split(separator: ".")
        for direction in ["Input", "Output"] {
            for medium in ["Text", "Image", "Video", "Audio"]
            where parts.first.map(String.init) == "\(direction)\(medium)SensitiveContentDetected" {
                let what = "\(direction.lowercased()) \(medium.lowercased())"
                return switch parts.dropFirst().first {
                case "PolicyViolation":
                    "The request failed because the \(what) may be related to copyright restrictions."
                case "PrivacyInformation":
                    "The request failed because the \(what) may contain a real person."
                default:
                    "The request failed because the \(what) may contain sensitive information."
                }
            }
        }
        return "The request failed with \(code)."
    }

    private static let statuses: [String: Int] = {
        var table: [String: Int] = [:]
        for (status, codes) in byStatus {
            for code in codes { table[code] = status }
        }
        return table
    }()

    private static let byStatus: [(Int, [String])] = [
        (
            400,
            [
                "MissingParameter", "InvalidParameter", "InvalidEndpoint.ClosedEndpoint", "InvalidImageURL.EmptyURL",
                "InvalidImageURL.InvalidFormat", "SensitiveContentDetected", "InputTextSensitiveContentDetected",
                "InputImageSensitiveContentDetected", "InputVideoSensitiveContentDetected",
                "InputAudioSensitiveContentDetected", "OutputTextSensitiveContentDetected",
                "OutputImageSensitiveContentDetected", "OutputVideoSensitiveContentDetected",
                "OutputAudioSensitiveContentDetected", "InputTextRiskDetection", "InputImageRiskDetection",
                "InputVideoRiskDetection", "InputAudioRiskDetection", "OutputTextRiskDetection",
                "OutputImageRiskDetection", "OutputVideoRiskDetection", "OutputAudioRiskDetection",
                "ContentSecurityDetectionError",
            ]
        ),
        (401, ["AuthenticationError", "InvalidAccountStatus"]),
        (403, ["AccessDenied", "AccountOverdueError", "OperationDenied"]),
        (
            404,
            [
                "InvalidEndpointOrModel.NotFound", "InvalidEndpointOrModel.ModelIDAccessDisabled", "ModelNotOpen",
                "NotFound", "ResourceNotFound", "UnsupportedModel",
            ]
        ),
        (409, ["InvalidAction.RunningTaskDeletion"]),
        (
            429,
            [
                "RateLimitExceeded.EndpointRPMExceeded", "RateLimitExceeded.EndpointTPMExceeded",
                "ModelAccountRpmRateLimitExceeded", "ModelAccountTpmRateLimitExceeded",
                "ModelAccountIpmRateLimitExceeded", "APIAccountRpmRateLimitExceeded", "AccountRateLimitExceeded",
                "RequestBurstTooFast", "QuotaExceeded", "SetLimitExceeded", "ServerOverloaded",
                "InflightBatchsizeExceeded", "ModelLoadingError",
            ]
        ),
        (500, ["InternalServiceError"]),
    ]

    private static let sentences: [String: String] = [
        "AuthenticationError": "The API key or AK/SK in the request is missing or invalid.",
        "AccountOverdueError": "The request failed because your account has an overdue balance.",
        "InternalServiceError": "The service encountered an unexpected internal error. Please retry.",
        "ServerOverloaded": "The service is currently unable to handle additional requests. Please retry later.",
        "QuotaExceeded": "The request failed because a quota of the account is used up.",
        "ModelNotOpen": "The account has not activated the model.",
        "AccessDenied": "The request failed because you do not have access to the requested resource.",
    ]
}
