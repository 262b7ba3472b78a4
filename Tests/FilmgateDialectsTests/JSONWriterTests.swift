import FilmgateDomain
import Testing

@testable import FilmgateDialects

@Suite("JSON writer")
struct JSONWriterTests {
    static let texts: [(value: JSONValue, text: String)] = [
        (nil, "null"), (true, "true"), (false, "false"), (0, "0"), (-1, "-1"), (.integer(.max), "9223372036854775807"),
        (.integer(.min), "-9223372036854775808"), (.double(0.05), "0.05"), (.double(5), "5.0"), (.double(.nan), "null"),
        (.double(.infinity), "null"), ("a/b", #""a/b""#), ("女孩 😀", "\"女孩 😀\""), ("\"\\", #""\"\\""#),
        ("\u{8}\t\n\u{c}\r\u{1}\u{1f}\u{7f}", "\"\\b\\t\\n\\f\\r\\u0001\\u001f\u{7f}\""), ([], "[]"), ([:], "{}"),
        ([1, [nil, "x"]], #"[1,[null,"x"]]"#), (["b": 1, "a": ["c": true]], #"{"b":1,"a":{"c":true}}"#),
        (.long(ByteRegion(Array("a\"b".utf8))), #""a\"b""#),
    ]

    @Test("Values are written compactly, in their order", arguments: texts.indices)
    func writes(index: Int) {
        #expect(JSONWriter.text(Self.texts[index].value) == Self.texts[index].text)
    }

    @Test("What is written reads back the same", arguments: 0..<40)
    func roundTrip(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<25 {
            let value = Self.value(depth: 0, using: &random)
            #expect(try JSONParser.parse(JSONWriter.bytes(value)) == value, "seed \(seed)")
        }
    }

    private static func value(depth: Int, using random: inout SeededRandom) -> JSONValue {
        switch Int.random(in: 0..<(depth > 4 ? 5 : 7), using: &random) {
        case 0: return nil
        case 1: return .bool(Bool.random(using: &random))
        case 2: return .integer(Int(bitPattern: UInt(random.next())))
        case 3: return .double(Double.random(in: -1e6...1e6, using: &random) + 0.5)
        case 4: return .string(text(using: &random))
        case 5: return .array((0..<Int(random.next() % 5)).map { _ in value(depth: depth + 1, using: &random) })
        default:
            let members = (0..<Int(random.next() % 5)).map { index in
                (key: text(using: &random) + "\(index)", value: value(depth: depth + 1, using: &random))
            }
            return .object(JSONObject(members))
        }
    }

    private static func text(using random: inout SeededRandom) -> String {
        var text = ""
        for _ in 0..<Int(random.next() % 12) {
            text.unicodeScalars.append(Unicode.Scalar(UInt32(random.next() % 0xD800)) ?? "x")
        }
        return text
    }
}

/// SplitMix64: the same numbers for the same seed, so that a failure can be met again.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
