import FilmgateDialects
import FilmgateDomain
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

extension Response {
    /// The body's bytes.
    func collected() async throws -> ByteBuffer {
        let vessel = Vessel()
        try await body.write(CollectingWriter(vessel: vessel))
        return vessel.bytes.withLock { $0 }
    }

    /// The response with another JSON body; one that is no JSON stays as it is.
    func rewritten(_ change: (JSONValue) -> JSONValue) async throws -> Response {
        let bytes = try await collected()
        var result = self
        guard let value = try? JSONParser.document(in: ByteRegion(Array(bytes.readableBytesView))) else {
            result.body = ResponseBody(byteBuffer: bytes)
            return result
        }
        result.body = ResponseBody(byteBuffer: ByteBuffer(bytes: JSONWriter.bytes(change(value))))
        return result
    }
}

private final class Vessel: Sendable {
    let bytes = Mutex(ByteBuffer())
}

private struct CollectingWriter: ResponseBodyWriter {
    let vessel: Vessel

    mutating func write(_ buffer: ByteBuffer) async throws {
        vessel.bytes.withLock { _ = $0.writeImmutableBuffer(buffer) }
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

extension JSONValue {
    /// Every status word replaced by one that no vendor has.
    var withUnknownStatus: JSONValue {
        mapped { key, value in
            guard case .string = value, ["status", "state", "task_status"].contains(key) else { return nil }
            return "simulated_state"
        }
    }

    /// Every link to a task's file with the number of its telling behind it, so that a later link is another one;
    /// `number` is asked once for each task.
    func withTellings(_ number: (VideoTask.ID) -> Int) -> JSONValue {
        var numbers: [VideoTask.ID: Int] = [:]
        return mapped { _, value in
            guard case .string(let text) = value, let id = VideoTask.ID(fileLink: text) else { return nil }
            let telling = numbers[id] ?? number(id)
            numbers[id] = telling
            return .string(text + "?\(Telling.name)=\(telling)")
        }
    }

    /// The value with everything replaced for which `change` has something else; it is asked with the key it stands under.
    private func mapped(key: String = "", _ change: (String, JSONValue) -> JSONValue?) -> JSONValue {
        if let other = change(key, self) { return other }
        switch self {
        case .array(let values):
            return .array(values.map { $0.mapped(key: key, change) })
        case .object(let object):
            var result = object
            for member in object.members { result[member.key] = member.value.mapped(key: member.key, change) }
            return .object(result)
        default:
            return self
        }
    }
}

/// The query item by which a simulated upstream tells its links apart.
enum Telling {
    static let name = "telling"
}

extension VideoTask.ID {
    /// The task whose file is behind a link of ours: the file bears its name.
    init?(fileLink text: String) {
        guard text.hasPrefix("http"), text.contains("/files/"), let name = text.split(separator: "/").last else {
            return nil
        }
        self.init(filename: String(name))
    }

    init?(filename: String) {
        guard
            let stem = filename.split(separator: ".").first,
            let ulid = ULID(text: stem.uppercased())
        else { return nil }
        self.init(ulid)
    }
}
