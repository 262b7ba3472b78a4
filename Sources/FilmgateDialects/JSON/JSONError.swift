public import FilmgateDomain

/// Where and why a text is not JSON.
public struct JSONError: Error, Sendable, Hashable {
    public enum Reason: Sendable, Hashable {
        case empty
        /// The text stops in the middle.
        case ended
        case unexpected
        case trailing
        case expectedKey
        case expectedColon
        case expectedComma
        case controlCharacter
        case badEscape
        case loneSurrogate
        case badUTF8
        case badNumber
        case numberOutOfRange
        case tooDeep(Int)
        case tooMany(Int)
    }

    /// Bytes from the start of the body.
    public var offset: Int
    public var reason: Reason

    public init(offset: Int, reason: Reason) {
        self.offset = offset
        self.reason = reason
    }

    /// The refusal of a request with this body.
    public var refusal: Refusal {
        Refusal(
            .malformed,
            .request,
            .words(
                "the request body is not valid JSON: \(sentence) at byte \(offset)",
                chinese: "请求体不是有效的 JSON：第 \(offset) 字节处\(chineseSentence)"
            )
        )
    }

    private var sentence: String {
        switch reason {
        case .empty: "there is no value"
        case .ended: "it ends too early"
        case .unexpected: "no value starts"
        case .trailing: "something follows the value"
        case .expectedKey: "a key in double quotes is missing"
        case .expectedColon: "a colon is missing"
        case .expectedComma: "a comma or the closing bracket is missing"
        case .controlCharacter: "a control character stands inside a string unescaped"
        case .badEscape: "the escape does not exist"
        case .loneSurrogate: "half a surrogate pair stands alone"
        case .badUTF8: "a string is not valid UTF-8"
        case .badNumber: "the number is badly written"
        case .numberOutOfRange: "the number is too large"
        case .tooDeep(let limit): "it is nested deeper than \(limit) levels"
        case .tooMany(let limit): "it has more than \(limit) members"
        }
    }

    private var chineseSentence: String {
        switch reason {
        case .empty: "没有任何值"
        case .ended: "意外结束"
        case .unexpected: "不是值的开头"
        case .trailing: "在值之后还有多余内容"
        case .expectedKey: "缺少双引号括起的键"
        case .expectedColon: "缺少冒号"
        case .expectedComma: "缺少逗号或右括号"
        case .controlCharacter: "字符串中有未转义的控制字符"
        case .badEscape: "转义序列不存在"
        case .loneSurrogate: "代理对不完整"
        case .badUTF8: "字符串不是有效的 UTF-8"
        case .badNumber: "数字格式有误"
        case .numberOutOfRange: "数字过大"
        case .tooDeep(let limit): "嵌套超过 \(limit) 层"
        case .tooMany(let limit): "成员超过 \(limit) 个"
        }
    }
}

extension JSONParser {
    /// The document of a request's body; what is no JSON is a malformed request.
    public static func document(in body: ByteRegion) throws(Refusal) -> JSONValue {
        do throws(JSONError) {
            return try parse(body)
        } catch {
            throw error.refusal
        }
    }
}
