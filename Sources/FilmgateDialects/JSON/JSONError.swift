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
                chinese: "请求体不是有效的 JSON：第 \(offset) 字节处有误（\(sentence)）"
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
