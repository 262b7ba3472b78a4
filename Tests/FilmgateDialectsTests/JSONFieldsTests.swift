import FilmgateDomain
import Testing

@testable import FilmgateDialects

@Suite("JSON fields")
struct JSONFieldsTests {
    private let fields = JSONFields([
        "null": nil, "text": "a", "true": true, "five": 5, "five.0": .double(5), "half": .double(0.5), "list": [1],
        "empty": [], "object": ["a": 1], "long": .long(ByteRegion([UInt8](repeating: 97, count: 70_000))),
        "huge": .long(ByteRegion([UInt8](repeating: 97, count: 1 << 20))),
    ])

    @Test("Absent and null are nothing", arguments: ["null", "none"])
    func absent(key: String) throws {
        #expect(try fields.string(key, as: .model) == nil)
        #expect(try fields.bool(key, as: .draft) == nil)
        #expect(try fields.integer(key, as: .seed) == nil)
        #expect(try fields.number(key, as: .request) == nil)
        #expect(try fields.array(key, as: .content) == nil)
        #expect(try fields.object(key, as: .request) == nil)
    }

    @Test("Values of the right type are read")
    func right() throws {
        #expect(try fields.string("text", as: .model) == "a")
        #expect(try fields.string("long", as: .model)?.utf8.count == 70_000)
        #expect(try fields.bool("true", as: .draft) == true)
        #expect(try fields.integer("five", as: .seed) == 5)
        #expect(try fields.integer("five.0", as: .seed) == 5)
        #expect(try fields.number("half", as: .request) == 0.5)
        #expect(try fields.array("list", as: .content) == [1])
        #expect(try fields.array("empty", as: .content) == nil)
        #expect(try fields.array("empty", as: .wire("x"), emptyIsAbsent: false) == [])
        #expect(try fields.object("object", as: .request) == ["a": 1])
    }

    @Test("Values of another type are refused by name, with what was given and what would be right")
    func wrong() {
        func refusal(_ given: String, _ rule: Refusal.Rule) -> Refusal {
            Refusal(.invalid, .parameter(.seed), given: given, .rule(rule))
        }
        #expect(throws: refusal("5", .string)) { try fields.string("five", as: .seed) }
        #expect(throws: refusal("\"a\"", .boolean)) { try fields.bool("text", as: .seed) }
        #expect(throws: refusal("\"a\"", .integer)) { try fields.integer("text", as: .seed) }
        #expect(throws: refusal("0.5", .integer)) { try fields.integer("half", as: .seed) }
        #expect(throws: refusal("{...}", .array)) { try fields.array("object", as: .seed) }
        #expect(throws: refusal("[]", .object)) { try fields.object("empty", as: .parameter(.seed)) }
        #expect(throws: refusal("true", .number)) { try fields.number("true", as: .parameter(.seed)) }
        let long = "\"" + String(repeating: "a", count: 57) + "...\""
        #expect(throws: refusal(long, .bytesAtMost(1 << 20))) { try fields.string("huge", as: .seed) }
        #expect(throws: Refusal(.invalid, .request, given: "[]", .rule(.object))) { try JSONFields(body: []) }
    }
}
