import FilmgateDomain

extension RefusalWords {
    /// A whole sentence in Chinese, without a full stop: the field, what was given, what would be right.
    ///
    /// The caller puts its vendor's opening before it (请求参数无效：…).
    func chinese(_ refusal: Refusal) -> String {
        let field = name(refusal.subject)
        switch refusal.kind {
        case .malformed, .missing, .invalid, .unsupported, .tooLarge, .unsupportedMediaType:
            if let sentence = saidInChinese(refusal) { return sentence }
            return "\(field) \(chineseReason(refusal))"
        case .unauthenticated: return saidInChinese(refusal) ?? "API 密钥缺失或无效"
        case .forbidden: return saidInChinese(refusal) ?? "该密钥无权执行此操作"
        case .insufficientFunds: return saidInChinese(refusal) ?? "账户余额不足"
        case .unknownModel:
            if case .retired(let successor) = refusal.reason {
                return "模型 \(refusal.given ?? field) 已下线，请改用 \(successor)"
            }
            return saidInChinese(refusal) ?? "模型 \(refusal.given ?? field) 不存在"
        case .unknownTask: return saidInChinese(refusal) ?? "任务 \(refusal.given ?? field) 不存在"
        case .unknownPath: return saidInChinese(refusal) ?? "路径不存在"
        case .methodNotAllowed: return saidInChinese(refusal) ?? "此路径不支持该请求方法"
        case .taskRunning: return saidInChinese(refusal) ?? "任务 \(refusal.given ?? field) 正在运行，无法删除"
        case .taskCancelled: return saidInChinese(refusal) ?? "任务 \(refusal.given ?? field) 已取消"
        case .tooMany: return saidInChinese(refusal) ?? "请求过于频繁，请稍后再试"
        case .idempotencyKeyReused: return saidInChinese(refusal) ?? "Idempotency-Key 已用于另一个请求"
        case .queueFull: return saidInChinese(refusal) ?? "排队任务过多，请稍后再试"
        case .tooSlow: return saidInChinese(refusal) ?? "请求接收超时"
        case .unavailable: return saidInChinese(refusal) ?? "服务暂不可用，请稍后再试"
        case .failure: return saidInChinese(refusal) ?? "服务器内部错误，请稍后重试"
        case .simulated(let code, status: _): return "模拟错误 \(code)"
        }
    }

    /// Why, without the field's name.
    func chineseReason(_ refusal: Refusal) -> String {
        let given = refusal.given.map { "的值为 \($0)，" } ?? ""
        let roles = Self.roles(of: refusal.model).joined(separator: "、")
        let right: String =
            switch refusal.reason {
            case .rule(let rule): Self.chinese(rule)
            case .absent: "为必填参数，不能缺少"
            case .mustBeEmpty:
                refusal.model.map { "模型 \($0) 不支持此参数，请勿传入" } ?? "不支持此参数，请勿传入"
            case .modeNotSupported:
                "模型 \(refusal.model ?? "") 不支持 \(refusal.mode?.rawValue ?? refusal.given ?? "") 模式"
            case .retired(let successor): "已下线，应为 \(successor)"
            case .taskTypeConstraint(let right, let chinese): chinese.isEmpty ? right : chinese
            case .unknownRole: "图片角色应为 \(roles) 之一"
            case .roleMissing: "必须为每张图片指定角色（\(roles)）"
            case .tooManyFrames(let role, let count): "\(role.rawValue) 图片最多 1 张，收到 \(count) 张"
            case .lastFrameAlone: "使用 last_frame 图片时必须同时提供 first_frame 图片"
            case .framesMixedWithReferences: "首帧/尾帧图片不能与参考素材同时使用"
            case .lastFrameMixed: "尾帧图片不能与参考图或 draft_task 同时使用"
            case .draftNotAlone: "draft_task 必须是唯一的内容"
            case .draftResolution: "样片仅支持 480p 分辨率"
            case .draftTier: "样片仅支持 service_tier 为 default"
            case .draftLastFrame: "样片不支持返回尾帧，return_last_frame 应为 false 或不传"
            case .unknownDraft: "对应的样片任务不存在"
            case .notADraft: "对应的任务不是样片，应为 draft 为 true 的任务"
            case .draftNotFinished: "样片任务尚未成功"
            case .draftTooOld: "样片任务已超过 7 天，无法再生成正式视频"
            case .unknownItemType(let accepted): "类型应为 \(accepted.joined(separator: "、")) 之一"
            case .emptyText: "文本不能为空"
            case .promptMissing: "必须提供文本提示词"
            case .exclusive(let one, let other):
                one == name(refusal.subject) ? "不能与 \(other) 同时使用" : "\(one) 和 \(other) 不能同时使用"
            case .downloadFailed(_, let detail): detail.isEmpty ? "图片下载失败" : "图片下载失败：\(detail)"
            case .picture(let fault): Self.chinese(fault)
            case .predicate(let right, let chinese): chinese.isEmpty ? right : chinese
            case .words(let sentence, let chinese): chinese.isEmpty ? sentence : chinese
            case .plain: refusal.kind == .missing ? "为必填参数" : "无法使用"
            }
        return given + right
    }

    private func saidInChinese(_ refusal: Refusal) -> String? {
        guard case .words(let sentence, let chinese) = refusal.reason else { return nil }
        return chinese.isEmpty ? sentence : chinese
    }

    static func chinese(_ rule: Refusal.Rule) -> String {
        switch rule {
        case .boolean: "应为 true 或 false"
        case .string: "应为字符串"
        case .array: "应为数组"
        case .object: "应为对象"
        case .integer: "应为整数"
        case .number: "应为数字"
        case .integerIn(let range): "应为 \(range.lowerBound) 到 \(range.upperBound) 之间的整数"
        case .integerInOrAuto(let range): "应为 \(range.lowerBound) 到 \(range.upperBound) 之间的整数，或 -1（由模型决定）"
        case .oneOf(let words): words.count == 1 ? "应为 \(words[0])" : "应为 \(words.joined(separator: "、")) 之一"
        case .lengthAtMost(let length): "长度不能超过 \(length) 个字符"
        case .printable(let length): "应为 \(length.lowerBound) 到 \(length.upperBound) 个可见字符"
        case .bytesAtMost(let bytes): "长度不能超过 \(bytes) 字节"
        case .itemsAtMost(let items): "最多 \(items) 项"
        case .notEmpty: "不能为空"
        case .httpURL: "应为 http 或 https 地址"
        case .taskID: "应为任务ID"
        case .progression(let range, let first, let step):
            "应为 \(range.lowerBound) 到 \(range.upperBound) 之间、形如 \(first) + \(step)n 的整数"
        }
    }

    static func chinese(_ fault: Refusal.PictureFault) -> String {
        switch fault {
        case .format(let accepted): "图片格式应为 \(accepted.joined(separator: "、")) 之一"
        case .damaged: "图片已损坏，应为完整的图片文件"
        case .dataURL: "data URL 应为 data:image/<格式>;base64,<数据>，数据之前的部分须为小写"
        case .side(let width, let height, let allowed):
            "图片尺寸为 \(width)x\(height)，边长应在 \(allowed.lowerBound) 到 \(allowed.upperBound) 像素之间"
        case .aspect(let width, let height, let minimum, let maximum):
            "图片尺寸为 \(width)x\(height)，宽高比应在 \(minimum) 到 \(maximum) 之间"
        case .size(let limit): "图片应小于 \(size(limit))"
        }
    }
}
