import FilmgateDomain

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A create in OpenAI's words: prompt, seconds, size and one picture; all else as extra fields, where the server
/// takes them.
struct OpenAIVideosOrder {
    private let flat: FlatRequest
    private let extraFields: Bool
    private let model: ModelSpec

    init(_ request: GenerationRequest, extraFields: Bool) throws(CannotExpress) {
        flat = try FlatRequest(request, vendor: "this OpenAI Videos server")
        self.extraFields = extraFields
        model = ModelCatalog.standard[request.model] ?? .seedance15Pro
        if extraFields {
            if let reference = request.clientReference {
                throw flat.cannot("client_reference", value: reference, "OpenAI Videos has no id of the client's own")
            }
        } else {
            try flat.refuseDraft()
            try flat.refuse(butFor: [.generateAudio, .resolution, .ratio, .duration])
            guard flat.parameters.generateAudio != false else {
                throw flat.cannot("generate_audio", value: "false", "this OpenAI Videos server always adds sound")
            }
        }
    }

    /// Whether the picture is an address.
    var hasAddress: Bool {
        flat.media.contains { medium in
            if case .url = medium.source { true } else { false }
        }
    }

    /// The create as JSON.
    func body() throws(CannotExpress) -> JSONObject {
        var body = try fields()
        for medium in try frames() {
            let value: JSONValue =
                switch medium.source {
                case .url(let address): .string(address)
                case .data(let region): .long(region)
                }
            body[Self.field(of: medium)] = ["image_url": value]
        }
        return body
    }

    /// The create as a form. Pictures are files; an address goes under the names by which self-hosted servers know it.
    func form() throws(CannotExpress) -> [WirePart] {
        var parts = try fields().members.map { member in
            let text: String
            switch member.value {
            case .string(let words): text = words
            case .null, .bool, .integer, .double, .long, .array, .object: text = JSONWriter.text(member.value)
            }
            return WirePart(member.key, .text(text))
        }
        for medium in try frames() {
            let field = Self.field(of: medium)
            switch medium.source {
            case .data(let region): parts.append(WirePart(field, .file(try file(region, field, medium.path))))
            case .url(let address):
                parts.append(WirePart("\(field)[image_url]", .text(address)))
                guard medium.role == .firstFrame else { continue }
                parts.append(WirePart("image_reference", .text(JSONWriter.text(["image_url": .string(address)]))))
                parts.append(WirePart("reference_url", .text(address)))
            }
        }
        return parts
    }

    private static func field(of medium: FlatRequest.Medium) -> String {
        medium.role == .firstFrame ? "input_reference" : "last_frame"
    }

    /// The pictures that have a field of their own.
    private func frames() throws(CannotExpress) -> [FlatRequest.Medium] {
        let known: Set<MediaRole> = extraFields ? [.firstFrame, .lastFrame] : [.firstFrame]
        let frames = flat.media.filter { $0.kind == .image && known.contains($0.role) }
        if !extraFields, let other = flat.media.first(where: { $0.kind != .image || !known.contains($0.role) }) {
            throw flat.cannot(other.path, value: other.role.rawValue, "this OpenAI Videos server takes one first frame")
        }
        for frame in frames {
            if case .url = frame.source { _ = try flat.address(frame) }
        }
        return frames
    }

    /// Everything but the frames.
    private func fields() throws(CannotExpress) -> JSONObject {
        let sent = flat.parameters
        var body: JSONObject = ["model": .string(flat.request.model)]
        if flat.draft == nil { body["prompt"] = .string(try flat.requirePrompt()) }
        let automatic = sent.duration == -1
        if automatic, !extraFields { _ = try flat.fixedDuration() }
        if let seconds = sent.duration, !automatic { body["seconds"] = .string("\(seconds)") }
        try addSize(to: &body)
        if extraFields { addExtras(to: &body, automatic: automatic) }
        return body
    }

    /// Pixels where both resolution and ratio are said; else, as far as the server takes them, the words.
    private func addSize(to body: inout JSONObject) throws(CannotExpress) {
        let sent = flat.parameters
        if let word = sent.resolution, let ratio = sent.ratio.flatMap(AspectRatio.init(rawValue:)),
            let size = model.pixels[Resolution(rawValue: word), ratio]
        {
            body["size"] = .string(size.text)
            return
        }
        guard extraFields else {
            if sent.resolution == nil, sent.ratio == nil { return }
            let given = [sent.resolution, sent.ratio].compactMap(\.self).joined(separator: " ")
            let parameter = sent.ratio == nil ? "resolution" : "ratio"
            throw flat.cannot(
                parameter,
                value: given,
                "a size in pixels needs a resolution and a ratio of the model's table"
            )
        }
        body["resolution"] = sent.resolution.map { .string($0) }
        body["ratio"] = sent.ratio.map { .string($0) }
    }

    /// Seedance's own parameters under Ark's names. `num_frames` and `fps` say the length to servers that count frames
    /// (vLLM-Omni, SGLang), `generate_sound` the sound to vLLM-Omni.
    private func addExtras(to body: inout JSONObject, automatic: Bool) {
        let sent = flat.parameters
        if automatic { body["duration"] = -1 }
        body["frames"] = sent.frames.map { .integer($0) }
        if let frames = sent.frames ?? sent.duration.flatMap({ $0 > 0 ? $0 * model.framesPerSecond + 1 : nil }) {
            body["num_frames"] = .integer(frames)
            body["fps"] = .integer(model.framesPerSecond)
        }
        body["generate_audio"] = sent.generateAudio.map { .bool($0) }
        body["generate_sound"] = flat.generateAudio.map { .bool($0) }
        body["seed"] = sent.seed.map { .integer($0) }
        body["camera_fixed"] = sent.cameraFixed.map { .bool($0) }
        body["watermark"] = sent.watermark.map { .bool($0) }
        body["return_last_frame"] = sent.returnLastFrame.map { .bool($0) }
        body["draft"] = sent.draft.map { .bool($0) }
        body["service_tier"] = sent.serviceTier.map { .string($0) }
        body["execution_expires_after"] = sent.executionExpiresAfter.map { .integer($0) }
        body["callback_url"] = sent.callbackURL.map { .string($0) }
        body["safety_identifier"] = sent.safetyIdentifier.map { .string($0) }
        body["priority"] = sent.priority.map { .integer($0) }
        body["output_format"] = sent.outputFormat.map { .string($0) }
        body["omni_reference_task_type"] = sent.omniReferenceTaskType.map { .string($0) }
        body["tools"] = sent.tools.flatMap { try? JSONParser.parse(Array($0.utf8)) }
        body["draft_task"] = flat.draft.map { ["id": .string($0.id)] }
        let references = flat.media.filter { $0.role != .firstFrame && $0.role != .lastFrame }
        if !references.isEmpty { body["content"] = .array(references.map(Self.item)) }
    }

    /// A medium as Ark's item.
    private static func item(_ medium: FlatRequest.Medium) -> JSONValue {
        let key = "\(medium.kind.rawValue)_url"
        let url: JSONValue =
            switch medium.source {
            case .url(let address): .string(address)
            case .data(let region): .long(region)
            }
        return .object(
            JSONObject([
                (key: "type", value: .string(key)),
                (key: key, value: .object(["url": url])),
                (key: "role", value: .string(medium.role.rawValue)),
            ])
        )
    }

    /// A data URL as the file that it holds.
    private func file(_ region: ByteRegion, _ field: String, _ path: String) throws(CannotExpress) -> WireFile {
        let head = region[0..<128].bytes
        guard let comma = head.firstIndex(of: UInt8(ascii: ",")) else {
            throw flat.cannot(path, "it is no data URL with base64")
        }
        let words = String(decoding: head[..<comma], as: UTF8.self).lowercased()
        let type = words.dropFirst("data:".count).prefix { $0 != ";" }
        let data = region[comma + 1..<region.count].withUnsafeBytes { Data($0) }
        guard words.hasSuffix(";base64"), type.hasPrefix("image/"), let file = Data(base64Encoded: data) else {
            throw flat.cannot(path, "it is no data URL with base64")
        }
        let suffix = type.dropFirst("image/".count).prefix { $0.isASCII && ($0.isLetter || $0.isNumber) }
        return WireFile(bytes: ByteRegion(Array(file)), mediaType: String(type), filename: "\(field).\(suffix)")
    }
}
