import FilmgateDomain
import Testing

@testable import FilmgateDialects

@Suite("JSON parser")
struct JSONParserTests {
    static let goodTexts: [(text: String, value: JSONValue)] = [
        ("null", nil), ("true", true), ("false", false), ("0", 0), ("-0", 0), ("7", 7), ("-12", -12),
        ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
        ("9223372036854775808", .double(9_223_372_036_854_775_808)), ("5.0", .double(5)), ("5e0", .double(5)),
        ("1E+2", .double(100)), ("1e-2", .double(0.01)), ("-1.5e3", .double(-1500)), ("1e-999", .double(0)),
        (#""""#, ""), (#""a""#, "a"), (#""女孩""#, "女孩"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
        (#""\u0041\u00e9\u5973""#, "Aé女"), (#""\uD83D\uDE00!""#, "😀!"), (#""\ud83d\ude00""#, "😀"),
        (#""\u0000""#, "\u{0}"),
        (#""\udbff\udfff\uABCD""#, "\u{10FFFF}\u{ABCD}"), ("\"\u{7f}\"", "\u{7f}"), ("[]", []), ("{}", [:]),
        (" [ 1 , 2 ] ", [1, 2]),
        ("\u{FEFF}{\"a\":1}", ["a": 1]), ("\r\n\t {\"a\" : [ { } ] }\n", ["a": [[:]]]),
        (#"{"a":1,"b":{"c":[true,null]}}"#, ["a": 1, "b": ["c": [true, nil]]]), (#"{"":0}"#, ["": 0]),
        (#"{"\u0061":1}"#, ["a": 1]),
    ]

    @Test("Good texts read as what they say", arguments: goodTexts.map(\.text))
    func good(text: String) throws {
        let expected = try #require(Self.goodTexts.first { $0.text == text }).value
        #expect(try JSONParser.parse(Array(text.utf8)) == expected)
    }

    static let badTexts: [(text: String, reason: JSONError.Reason, offset: Int)] = [
        ("", .empty, 0), ("  ", .empty, 2), ("nul", .unexpected, 0), ("nulL", .unexpected, 0), ("True", .unexpected, 0),
        ("'a'", .unexpected, 0), ("1 2", .trailing, 2), ("{} x", .trailing, 3), ("[1,]", .unexpected, 3),
        ("[1 2]", .expectedComma, 3), ("[", .ended, 1), ("[1", .ended, 2), ("[1,", .ended, 3), ("{", .ended, 1),
        ("{a:1}", .expectedKey, 1), (#"{"a"}"#, .expectedColon, 4), (#"{"a":}"#, .unexpected, 5),
        (#"{"a":1,}"#, .expectedKey, 7), (#"{"a":1 "b":2}"#, .expectedComma, 7), (#"{"a""#, .ended, 4),
        (#""a"#, .ended, 2), (#""a\"#, .ended, 3), ("\"a\nb\"", .controlCharacter, 2), ("\"\t\"", .controlCharacter, 1),
        (#""\x""#, .badEscape, 1), (#""\u12""#, .badEscape, 1), (#""\u12G4""#, .badEscape, 1),
        (#""\ud83d""#, .loneSurrogate, 1), (#""\ude00""#, .loneSurrogate, 1), (#""\ud83dx""#, .loneSurrogate, 1),
        (#""\ud83d\u0041""#, .loneSurrogate, 1),
        (#""\ud83d\ue000""#, .loneSurrogate, 1), (#""\ud83d\ud83d""#, .loneSurrogate, 1), ("-", .badNumber, 0),
        ("+1", .unexpected, 0), ("01", .badNumber, 0),
        ("-01", .badNumber, 0), (".5", .unexpected, 0), ("1.", .badNumber, 0), ("1e", .badNumber, 0),
        ("1e+", .badNumber, 0), ("0x10", .trailing, 1), ("NaN", .unexpected, 0), ("-Infinity", .badNumber, 0),
        ("1e999", .numberOutOfRange, 0), ("-1e999", .numberOutOfRange, 0), ("[1e400]", .numberOutOfRange, 1),
        ("\u{FEFF}\u{FEFF}1", .unexpected, 3), ("// a\n1", .unexpected, 0),
    ]

    @Test("Bad texts are refused where they go wrong", arguments: badTexts.map(\.text))
    func bad(text: String) throws {
        let (_, reason, offset) = try #require(Self.badTexts.first { $0.text == text })
        let error = #expect(throws: JSONError.self) { try JSONParser.parse(Array(text.utf8)) }
        #expect(error == JSONError(offset: offset, reason: reason))
    }

    @Test("What ends or breaks a string is found at every place of a run", arguments: 0..<20)
    func places(place: Int) throws {
        let run = [UInt8](repeating: UInt8(ascii: "a"), count: 20)
        for byte in UInt8(0)...0x7F {
            var body = [UInt8(ascii: "\"")] + run + Array("\"".utf8)
            body[place + 1] = byte
            let error = { () -> JSONError? in
                do throws(JSONError) {
                    _ = try JSONParser.parse(body)
                    return nil
                } catch { return error }
            }()
            switch byte {
            case 0..<0x20: #expect(error == JSONError(offset: place + 1, reason: .controlCharacter))
            case UInt8(ascii: "\""): #expect(error == JSONError(offset: place + 2, reason: .trailing))
            case UInt8(ascii: "\\"): #expect(error?.reason == (place == 19 ? .ended : .badEscape))
            default: #expect(error == nil)
            }
        }
    }

    static let invalidUTF8: [[UInt8]] = [
        [0x80], [0xC0, 0xAF], [0xC1, 0xBF], [0xC3], [0xE0, 0x80, 0x80], [0xE4, 0xBD], [0xED, 0xA0, 0x80],
        [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x9F, 0x98], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF],
    ]

    @Test("Broken UTF-8 is refused, in short strings, long ones and keys", arguments: invalidUTF8)
    func brokenUTF8(bytes: [UInt8]) {
        let quote = UInt8(ascii: "\"")
        let long = [UInt8](repeating: UInt8(ascii: "a"), count: JSONParser.Limits.longString)
        let bodies = [
            [quote] + bytes + [quote], [quote] + long + bytes + [quote], [quote] + bytes + Array("\\n\"".utf8),
        ]
        for body in bodies {
            #expect(throws: JSONError(offset: 1, reason: .badUTF8)) { try JSONParser.parse(body) }
        }
        let key = Array("{\"".utf8) + bytes + Array("\":1}".utf8)
        #expect(throws: JSONError(offset: 2, reason: .badUTF8)) { try JSONParser.parse(key) }
    }

    @Test("Every character of Unicode passes the check that the library's own decoder agrees with")
    func everyScalar() {
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let bytes = Array(String(Character(scalar)).utf8)
            #expect(bytes.withUnsafeBytes { UTF8Check.isValid($0) })
        }
    }

    @Test("Nesting is limited, to the level")
    func depth() throws {
        func nested(_ levels: Int) -> [UInt8] {
            Array((String(repeating: "[", count: levels) + String(repeating: "]", count: levels)).utf8)
        }
        _ = try JSONParser.parse(nested(64))
        #expect(throws: JSONError(offset: 64, reason: .tooDeep(64))) { try JSONParser.parse(nested(65)) }
        #expect(throws: JSONError.self) { try JSONParser.parse([UInt8](repeating: UInt8(ascii: "["), count: 1 << 20)) }
    }

    @Test("Members are limited, to the one")
    func members() throws {
        func list(_ count: Int) -> [UInt8] {
            Array(("[" + Array(repeating: "1", count: count).joined(separator: ",") + "]").utf8)
        }
        _ = try JSONParser.parse(list(100_000))
        let error = #expect(throws: JSONError.self) { try JSONParser.parse(list(100_001)) }
        #expect(error?.reason == .tooMany(100_000))
    }

    @Test("Of a key given twice the last value counts")
    func duplicates() throws {
        guard case .object(let object) = try JSONParser.parse(Array(#"{"a":1,"b":2,"a":3}"#.utf8)) else {
            Issue.record("not an object")
            return
        }
        #expect(object["a"] == 3)
    }

    @Test("Strings of 64 KB and more stay in the body, with escapes resolved", arguments: [65_535, 65_536, 70_001])
    func longStrings(length: Int) throws {
        let plain = String(repeating: "x", count: length)
        let parsed = try JSONParser.parse(Array("[\"\(plain)\"]".utf8))
        let long = JSONValue.long(ByteRegion(Array(plain.utf8)))
        #expect(parsed == [length < 65_536 ? .string(plain) : long])
        let escaped = try JSONParser.parse(Array("[\"\(plain)\\n\"]".utf8))
        let resolved = JSONValue.long(ByteRegion(Array((plain + "\n").utf8)))
        #expect(escaped == [length < 65_535 ? .string(plain + "\n") : resolved])
    }

    @Test("A refusal says what is wrong and where")
    func refusal() {
        let refusal = JSONError(offset: 3, reason: .expectedComma).refusal
        #expect(refusal.kind == .malformed)
        let words = RefusalWords()
        #expect(words.english(refusal).contains("at byte 3"))
        #expect(words.chinese(refusal).contains("第 3 字节"))
        let expected = JSONError(offset: 2, reason: .ended).refusal
        #expect(throws: expected) { try JSONParser.document(in: ByteRegion(Array("[1".utf8))) }
    }
}
