import FilmgateDomain

/// Why a task failed, in a sentence that keeps Ark's code: XCompute's own code is always `task_failed`.
enum XComputeFailure {
    static func english(_ failure: TaskFailure) -> String {
        "\(failure.code): \(failure.message)"
    }

    /// English where there are no Chinese words for the code.
    static func chinese(_ failure: TaskFailure) -> String {
        "\(failure.code)：\(sentence(for: failure.code) ?? failure.message)"
    }

    /// Chinese for a code of Ark's catalogue; `nil` for one that has no words here.
    static func sentence(for code: String) -> String? {
        moderation(code) ?? sentences[code] ?? code.lastIndex(of: ".").flatMap { sentence(for: String(code[..<$0])) }
    }

    /// Ark composes its moderation codes of direction, medium and cause.
    private static func moderation(_ code: String) -> String? {
        let parts = code.split(separator: ".")
        guard
            let cause = ["SensitiveContentDetected", "RiskDetection"].first(where: {
                parts.first?.hasSuffix($0) == true
            }),
            let subject = parts.first.flatMap({ moderated[String($0.dropLast(cause.count))] })
        else { return nil }
        return switch parts.dropFirst().first {
        case "PolicyViolation": "\(subject)可能涉及版权限制"
        case "PrivacyInformation": "\(subject)可能包含真人信息"
        default: "\(subject)可能包含敏感信息"
        }
    }

    private static let moderated: [String: String] = [
        "InputText": "输入的文本", "InputImage": "输入的图片", "InputVideo": "输入的视频", "InputAudio": "输入的音频",
        "OutputText": "生成的文本", "OutputImage": "生成的图片", "OutputVideo": "生成的视频", "OutputAudio": "生成的音频",
    ]

    private static let sentences: [String: String] = [
        "SensitiveContentDetected": "内容可能包含敏感信息",
        "ContentSecurityDetectionError": "内容安全检测失败",
        "InvalidImageURL": "图片地址无效",
        "InternalServiceError": "服务器内部错误，请稍后重试",
        "ServerOverloaded": "服务繁忙，请稍后再试",
        "QuotaExceeded": "账户配额已用完",
        "ModelNotOpen": "账户未开通该模型",
        "AccessDenied": "无权访问所请求的资源",
        "ResultLost": "视频结果丢失，未扣费",
        "SubmissionOutcomeUnknown": "无法确认任务是否已提交，未扣费",
    ]
}
