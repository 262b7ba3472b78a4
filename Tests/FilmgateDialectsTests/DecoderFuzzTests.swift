import FilmgateDomain
import Testing

@testable import FilmgateDialects

@Suite("Hostile bodies")
struct DecoderFuzzTests {
    private static let bodies = ArkFamily.cases("create") + ArkFamily.cases("refused") + ArkFamily.cases("seeds")

    @Test("Whatever bytes come, a dialect decodes or refuses, and can word the refusal", arguments: 0..<24)
    func bytes(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let path = try #require(Self.bodies.randomElement(using: &random))
        let original = JSONWriter.bytes(try FlatCase.json("\(path)/request.json"))
        for round in 0..<250 {
            var bytes = original
            for _ in 0...Int(random.next() % 4) { Self.mutate(&bytes, using: &random) }
            do throws(JSONError) {
                Self.decode(try JSONParser.parse(bytes), "seed \(seed), round \(round)")
            } catch {
                #expect(error.offset <= bytes.count, "seed \(seed), round \(round)")
                Self.word(error.refusal, "seed \(seed), round \(round)")
            }
        }
    }

    @Test("Whatever values stand in the right places, a dialect decodes or refuses", arguments: 0..<24)
    func values(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for round in 0..<100 {
            let path = try #require(Self.bodies.randomElement(using: &random))
            let body = Self.swap(try FlatCase.json("\(path)/request.json"), using: &random)
            Self.decode(body, "seed \(seed), round \(round)")
        }
    }

    private static func decode(_ body: JSONValue, _ comment: Comment) {
        for family in ArkFamily.allCases {
            do throws(Refusal) {
                _ = try ArkFamily.plan(family.dialect, body)
            } catch {
                word(error, comment)
            }
        }
    }

    private static func word(_ refusal: Refusal, _ comment: Comment) {
        for dialect in Dialects.all() {
            let answer = dialect.refused(refusal, during: .create, requestID: "r")
            #expect((400...599).contains(answer.status), comment)
            #expect(answer.body != nil, comment)
        }
    }

    private static func mutate(_ bytes: inout [UInt8], using random: inout SeededRandom) {
        guard !bytes.isEmpty else { return }
        let index = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 5 {
        case 0: bytes[index] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes.remove(at: index)
        case 2: bytes.insert(Array("{}[]\",:\\u0e-".utf8).randomElement(using: &random) ?? 0, at: index)
        case 3: bytes.removeSubrange(index...)
        default: bytes.insert(contentsOf: bytes[index...].prefix(9), at: index)
        }
    }

    /// The same document with some values replaced by others.
    private static func swap(_ value: JSONValue, using random: inout SeededRandom) -> JSONValue {
        if random.next() % 9 == 0 {
            let strangers: [JSONValue] = [
                nil, true, 0, -1, 5, .integer(.max), .double(5), .double(1e300), "", "5", "data:,", [], [nil], [:],
                ["url": 1], .long(ByteRegion([UInt8](repeating: 97, count: 70_000))),
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
