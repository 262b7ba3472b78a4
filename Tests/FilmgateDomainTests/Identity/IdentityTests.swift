import Foundation
import Testing

@testable import FilmgateDomain

@Suite("Ids and moments")
struct IdentityTests {
    private func randomULID(_ generator: inout SeededGenerator) -> ULID {
        ULID(high: generator.next(), low: generator.next())
    }

    @Test("A ULID reads back what it wrote, in either case, and sorts as its text", arguments: 0..<200 as Range<UInt64>)
    func roundTrip(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let (left, right) = (randomULID(&generator), randomULID(&generator))
        #expect(left.text.count == 26, "seed \(seed)")
        #expect(ULID(text: left.text) == left, "seed \(seed)")
        #expect(ULID(text: left.text.lowercased()) == left, "seed \(seed)")
        #expect((left < right) == (left.text < right.text), "seed \(seed)")
    }

    @Test("A ULID of the specification has its canonical text")
    func canonical() {
        #expect(ULID(high: 0, low: 0).text == "00000000000000000000000000")
        #expect(ULID(high: .max, low: .max).text == "7ZZZZZZZZZZZZZZZZZZZZZZZZZ")
        let made = ULID(milliseconds: 1_469_918_176_385, random: (0, 0))
        #expect(made.text.hasPrefix("01ARYZ6S41"))
        #expect(made.milliseconds == 1_469_918_176_385)
    }

    @Test("Only 48 bits of the milliseconds are kept")
    func milliseconds() {
        #expect(ULID(milliseconds: .max, random: (1, 2)).milliseconds == (1 << 48) - 1)
        #expect(ULID(milliseconds: 5, random: (.max, .max)).milliseconds == 5)
    }

    @Test(
        "What is no ULID is not read",
        arguments: [
            "", "0", String(repeating: "0", count: 25), String(repeating: "0", count: 27),
            "8ZZZZZZZZZZZZZZZZZZZZZZZZZ", "0000000000000000000000000I", "0000000000000000000000000U",
            "00000000000000000000000 00", "0000000000000000000000000-", "ａ0000000000000000000000000",
            String(repeating: "Z", count: 100_000),
        ]
    )
    func notAULID(text: String) {
        #expect(ULID(text: text) == nil)
    }

    @Test("Base 32 of any width keeps its lowest bits and reads them back", arguments: 0..<100 as Range<UInt64>)
    func base32(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let (high, low) = (generator.next(), generator.next())
        for digits in [1, 5, 12, 13, 16, 25, 26] {
            let text = Base32.encode(high: high, low: low, digits: digits, alphabet: Base32.lower)
            #expect(text.utf8.count == digits)
            let value = try #require(Base32.decode(text, digits: digits))
            let bits = digits * 5
            let keepHigh: UInt64 = bits >= 128 ? .max : bits <= 64 ? 0 : (1 << UInt64(bits - 64)) - 1
            let keepLow: UInt64 = bits >= 64 ? .max : (1 << UInt64(bits)) - 1
            #expect(value == (high & keepHigh, low & keepLow), "seed \(seed), \(digits) digits")
        }
    }

    @Test("The alphabets have 32 digits and no letter that is misread")
    func alphabets() {
        #expect(Set(Base32.upper).count == 32)
        #expect(Set(Base32.upper).isDisjoint(with: Set("ILOU".utf8)))
        #expect(Base32.lower == Array(String(decoding: Base32.upper, as: UTF8.self).lowercased().utf8))
    }

    @Test("Whole seconds are rounded down, before 1970 as well, and absurd ones stop nothing")
    func timestamps() {
        #expect(Timestamp(milliseconds: 1999).seconds == 1)
        #expect(Timestamp(milliseconds: -1).seconds == -1)
        #expect(Timestamp(milliseconds: -1000).seconds == -1)
        #expect(Timestamp(milliseconds: .min).seconds == -9_223_372_036_854_776)
        #expect(Timestamp(seconds: .max).milliseconds == .max)
        #expect(Timestamp(seconds: 5) + .milliseconds(1500) - .seconds(1) == Timestamp(milliseconds: 5500))
        #expect(Timestamp(seconds: 5) - Timestamp(seconds: 3) == .seconds(2))
    }

    @Test("Ratios are written one way only", arguments: ["16:9", "1:1", "99:1"])
    func ratios(text: String) {
        #expect(AspectRatio(rawValue: text)?.rawValue == text)
    }

    @Test(
        "Other writings are no ratios",
        arguments: ["", "16", "16:9:1", "016:9", "+16:9", "0:1", "100:1", "16: 9", "a:b"]
    )
    func noRatios(text: String) {
        #expect(AspectRatio(rawValue: text) == nil)
    }

    @Test("Words are written to JSON as themselves")
    func json() throws {
        let encoder = JSONEncoder()
        func text(_ value: some Encodable) throws -> String {
            String(decoding: try encoder.encode([value]), as: UTF8.self)
        }
        #expect(try text(Resolution.p720) == #"["720p"]"#)
        #expect(try text(RatioChoice.adaptive) == #"["adaptive"]"#)
        #expect(try text(RatioChoice.fixed(.landscape)) == #"["16:9"]"#)
        #expect(try text(Timestamp(milliseconds: 7)) == "[7]")
        #expect(try text(ServiceTier.standard) == #"["default"]"#)
        let ratios = try JSONDecoder().decode([RatioChoice].self, from: Data(#"["adaptive","9:16"]"#.utf8))
        #expect(ratios == [.adaptive, .fixed(.portrait)])
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([RatioChoice].self, from: Data(#"["wide"]"#.utf8))
        }
    }

    @Test("A content hash is 64 lower-case hexadecimal digits")
    func hashes() {
        #expect(ContentHash(rawValue: String(repeating: "0f", count: 32)) != nil)
        for text in ["", String(repeating: "0", count: 63), String(repeating: "F", count: 64)] {
            #expect(ContentHash(rawValue: text) == nil)
        }
    }
}
