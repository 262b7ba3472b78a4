import FilmgateDomain
import Testing

@testable import FilmgateDialects

@Suite("Hostile answers")
struct ClientFuzzTests {
    /// Every body of the fixtures, of whatever vendor.
    private static let bodies: [JSONValue] = ClientFaces.all.flatMap { face -> [JSONValue] in
        let path = "\(face.name.rawValue)/client/replies.json"
        return ClientCase.names(path).compactMap { try? ClientCase(path, $0).reply.body }
    }

    @Test("Whatever an upstream answers, every client reads it or says that it cannot", arguments: 0..<16)
    func answers(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for round in 0..<100 {
            let original = try #require(Self.bodies.randomElement(using: &random))
            var bytes = JSONWriter.bytes(Self.swap(original, using: &random))
            for _ in 0..<Int(random.next() % 3) { Self.mutate(&bytes, using: &random) }
            let reply = WireReply(
                status: [200, 200, 200, 400, 404, 409, 429, 500, 503, 0, -1, 99, 1000].randomElement(using: &random)
                    ?? 0,
                headers: ["retry-after": Self.header(using: &random), "date": Self.header(using: &random)],
                body: try? JSONParser.parse(bytes),
                excerpt: String(decoding: bytes.prefix(200), as: UTF8.self)
            )
            for face in ClientFaces.all {
                Self.check(face, reply, "\(face.name.rawValue), seed \(seed), round \(round)")
            }
        }
    }

    private static func check(_ face: any ClientFace, _ reply: WireReply, _ comment: Comment) {
        switch face.created(reply) {
        case .accepted(let id): #expect((200..<300).contains(reply.status) && !id.isEmpty, comment)
        case .refused(let refusal):
            #expect((400..<600).contains(reply.status), comment)
            #expect(!refusal.failure.code.isEmpty, comment)
            #expect((refusal.retryAfter ?? .zero) >= .zero, comment)
        case .doubtful(let reason): #expect(!reason.isEmpty, comment)
        }
        if case .task(let task) = face.task(reply) {
            #expect((200..<300).contains(reply.status), comment)
            #expect(task.report.state != .failed || task.report.failure != nil, comment)
            #expect(task.report.state == .failed || !task.report.isInfrastructure, comment)
            #expect((0...100).contains(task.progress ?? 0), comment)
        }
        _ = face.tasks(reply)
        _ = face.cancelled(reply)
        _ = face.uploaded(reply)
        if let body = reply.body { _ = face.hint(body) }
    }

    private static func header(using random: inout SeededRandom) -> String {
        let values = [
            "0", "-5", "7", "99999999999999999999", "", "soon", "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sun, 99 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 9999 08:49:37 GMT", ":::::::", " ", "猫",
        ]
        return values.randomElement(using: &random) ?? ""
    }

    private static func mutate(_ bytes: inout [UInt8], using random: inout SeededRandom) {
        guard !bytes.isEmpty else { return }
        let index = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 4 {
        case 0: bytes[index] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes.remove(at: index)
        case 2: bytes.removeSubrange(index...)
        default: bytes.insert(contentsOf: bytes[index...].prefix(9), at: index)
        }
    }

    /// The same document with some values replaced by others.
    private static func swap(_ value: JSONValue, using random: inout SeededRandom) -> JSONValue {
        if random.next() % 12 == 0 {
            let strangers: [JSONValue] = [
                nil, true, 0, -1, 5, .integer(.max), .integer(.min), .double(5.5), .double(1e300), .double(-1e300), "",
                "5", "-1%", "1e999", "failed", "SUCCESS", "https://a/v.mp4", "2026-13-45T99:99:99.9Z", "T", "TZ",
                "{\"error\":{\"code\":5}}", [], [nil], [:], ["id": 1], ["status": "failed"],
                .long(ByteRegion([UInt8](repeating: 97, count: 70_000))),
            ]
            return strangers.randomElement(using: &random) ?? nil
        }
        switch value {
        case .array(let elements): return .array(elements.map { swap($0, using: &random) })
        case .object(let object):
            return .object(JSONObject(object.members.map { ($0.key, swap($0.value, using: &random)) }))
        case .null, .bool, .integer, .double, .string, .long: return value
        }
    }
}
