import FilmgateDomain

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A multipart create as the JSON that it stands for: files become data URLs, texts what their parameter is.
struct OpenAIVideosForm {
    private let parts: [FormPart]

    init(_ parts: [FormPart]) {
        self.parts = parts
    }

    /// Parameters that are no texts; anything else stays one.
    private static let typed: Set<String> = [
        "duration", "frames", "seed", "execution_expires_after", "priority", "generate_audio", "draft", "camera_fixed",
        "watermark", "return_last_frame", "tools", "content", "draft_task", "input_reference", "last_frame",
        "image_reference",
    ]
    private static let pictures: Set<String> = ["input_reference", "last_frame"]
    /// Fields whose text may hold a picture.
    private static let holders: Set<String> = pictures.union(["image_reference", "content"])
    /// Bytes that a picture may have at most, whatever the model.
    private static let largestPicture = ModelCatalog.standard.models.map(\.pictures.sizeLimit).reduce(0, max)

    func document() throws(Refusal) -> JSONValue {
        var object = JSONObject()
        for part in parts {
            let (name, key) = Self.steps(of: part.name)
            let value = part.filename == nil ? try text(part, name) : try picture(part)
            guard let key else {
                object[name] = value
                continue
            }
            var inner = JSONObject()
            if case .object(let known)? = object[name] { inner = known }
            inner[key] = value
            object[name] = .object(inner)
        }
        return .object(object)
    }

    /// `input_reference[image_url]` is a member of an object, as the official clients write it.
    private static func steps(of name: String) -> (name: String, key: String?) {
        guard name.hasSuffix("]"), let bracket = name.firstIndex(of: "["), bracket != name.startIndex else {
            return (name, nil)
        }
        let key = name[name.index(after: bracket)...].dropLast()
        return key.isEmpty || key.contains("[") ? (name, nil) : (String(name[..<bracket]), String(key))
    }

    private func text(_ part: FormPart, _ name: String) throws(Refusal) -> JSONValue {
        guard part.body.count < JSONValue.longestWords || Self.holders.contains(name) else {
            throw Refusal(
                .invalid,
                .wire(name),
                given: "\(part.body.count)",
                .rule(.bytesAtMost(JSONValue.longestWords))
            )
        }
        guard let text = part.body.withUnsafeBytes({ String(validating: $0, as: UTF8.self) }) else {
            throw Refusal(
                .malformed,
                .wire(name),
                .words("the field \(name) is not valid UTF-8", chinese: "字段 \(name) 不是有效的 UTF-8")
            )
        }
        guard Self.typed.contains(name) else { return .string(text) }
        switch text.lowercased() {
        case "true": return true
        case "false": return false
        case "null": return nil
        default: break
        }
        if let number = Int(text) { return .integer(number) }
        if let first = text.first, "{[".contains(first), let parsed = try? JSONParser.parse(part.body) { return parsed }
        return text.utf8.count > 65536 ? .long(part.body) : .string(text)
    }

    /// A file as a data URL, which is what a picture inside a body is everywhere else. The picture's own header decides
    /// what it is; what the client claims only stands in the URL.
    private func picture(_ part: FormPart) throws(Refusal) -> JSONValue {
        guard Self.pictures.contains(part.name) else {
            let right = Self.pictures.sorted()
            throw Refusal(
                .unsupported,
                .wire(part.name),
                given: "a file",
                .rule(.oneOf(right.map { "a file in \($0)" }))
            )
        }
        guard part.body.count < Self.largestPicture else {
            throw Refusal(.tooLarge, .wire(part.name), .picture(.size(limit: Self.largestPicture)))
        }
        let claimed = part.contentType?.lowercased().prefix { $0 != ";" && $0 != " " } ?? ""
        let type = claimed.hasPrefix("image/") && claimed.count > 6 ? claimed : "image/png"
        let data = part.body.withUnsafeBytes { Data($0) }.base64EncodedData()
        return .long(ByteRegion(Array("data:\(type);base64,".utf8) + data))
    }
}
