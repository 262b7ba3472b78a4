import FilmgateDomain
import FilmgateMedia
import Foundation
import Testing

@Suite("Data URLs")
struct Base64DataURLTests {
    private static func url(_ bytes: [UInt8], padded: Bool = true, format: String = "png") -> String {
        let text = Data(bytes).base64EncodedString()
        return "data:image/\(format);base64," + (padded ? text : text.replacingOccurrences(of: "=", with: ""))
    }

    private func decode(_ text: String, limit: Int = .max) async throws -> [UInt8] {
        let url = try Base64DataURL(ByteRegion(Array(text.utf8)), limit: limit)
        let sink = MemorySink()
        try await url.decode(into: sink)
        #expect(sink.bytes.count == url.decodedSize)
        return sink.bytes
    }

    @Test(
        "Every length decodes, with padding and without",
        arguments: Array(1...20) + [49_151, 49_152, 49_153, 200_000]
    )
    func lengths(count: Int) async throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 11) }
        #expect(try await decode(Self.url(bytes)) == bytes)
        #expect(try await decode(Self.url(bytes, padded: false)) == bytes)
    }

    @Test("Every byte decodes")
    func everyByte() async throws {
        let bytes = (0...255).map { UInt8($0) }
        #expect(try await decode(Self.url(bytes + bytes.reversed())) == bytes + bytes.reversed())
    }

    @Test("The claimed format is told", arguments: ["png", "jpeg", "svg+xml", "x-icon"])
    func format(name: String) throws {
        let text = Self.url([1, 2, 3], format: name)
        #expect(try Base64DataURL(ByteRegion(Array(text.utf8)), limit: 3).claimedFormat == name)
    }

    @Test("A sound is taken where a sound is wanted, and only there")
    func sound() throws {
        let text = ByteRegion(Array("data:audio/mpeg;base64,AAAA".utf8))
        #expect(try Base64DataURL(text, kind: "audio", limit: 3).claimedFormat == "mpeg")
        #expect(throws: DataURLError.wrongHead(kind: "image")) { try Base64DataURL(text, limit: 3) }
        #expect(throws: DataURLError.wrongHead(kind: "audio")) {
            try Base64DataURL(ByteRegion(Array("data:image/png;base64,AAAA".utf8)), kind: "audio", limit: 3)
        }
    }

    @Test(
        "Other beginnings are refused",
        arguments: [
            "", "data:", "data:image/png", "data:image/png;base64", "data:image/png,AAAA", "data:image/PNG;base64,AAAA",
            "data:;base64,AAAA", "data:image/;base64,AAAA", "data:text/plain;base64,AAAA", "DATA:image/png;base64,AAAA",
            "data:image/png;charset=utf-8;base64,AAAA", "data:image/png;BASE64,AAAA", " data:image/png;base64,AAAA",
            "data:image/png;base64 ,AAAA", "https://a.example/b.png", "AAAA",
            "data:image/" + String(repeating: "x", count: 100) + ";base64,AAAA",
        ]
    )
    func beginnings(text: String) async {
        await #expect(throws: DataURLError.wrongHead(kind: "image")) { try await decode(text) }
    }

    @Test("Nothing but base64 is taken", arguments: Array(0...255))
    func characters(code: Int) async throws {
        let byte = UInt8(code)
        let isBase64 =
            Character(UnicodeScalar(byte)).isASCII
            && (Character(UnicodeScalar(byte)).isLetter || (48...57).contains(byte) || byte == 43 || byte == 47)
        for position in [0, 1, 2, 3, 65_536, 80_000, 80_001] {
            var data = [UInt8](repeating: UInt8(ascii: "A"), count: 80_002)
            data[position] = byte
            // The last character of the last group has bits that must be zero; "A" has none, and so has what follows.
            if position == 80_001 { data += [65, 65] }
            let url = try? Base64DataURL(ByteRegion(Array("data:image/png;base64,".utf8) + data), limit: .max)
            let sink = MemorySink()
            if isBase64 {
                try await url?.decode(into: sink)
                #expect(url != nil)
            } else {
                await #expect(throws: DataURLError.self, "position \(position)") {
                    guard let url else { throw DataURLError.badLength }
                    try await url.decode(into: sink)
                }
            }
        }
    }

    @Test("The place of a bad character is told")
    func place() async {
        let head = "data:image/png;base64,"
        await #expect(throws: DataURLError.badCharacter(offset: head.utf8.count + 6)) {
            try await decode(head + "AAAABB B")
        }
    }

    @Test(
        "Wrong padding and left-over bits are refused",
        arguments: [
            "A", "AAAAA", "A===", "AA=", "AAA==", "AAAA=", "AAAA==", "AA=A", "=", "==", "AB", "AAB", "AA==AA==",
        ]
    )
    func padding(data: String) async {
        await #expect(throws: DataURLError.self) { try await decode("data:image/png;base64," + data) }
    }

    @Test("No data is empty")
    func empty() async {
        await #expect(throws: DataURLError.empty) { try await decode("data:image/png;base64,") }
    }

    @Test("The limit is judged before anything is decoded")
    func limit() async throws {
        let text = Self.url([UInt8](repeating: 9, count: 1000))
        #expect(try await decode(text, limit: 1000).count == 1000)
        await #expect(throws: DataURLError.tooLarge(size: 1000, limit: 999)) { try await decode(text, limit: 999) }
    }

    @Test("A sink that fails is told apart from a bad URL")
    func sink() async throws {
        let url = try Base64DataURL(ByteRegion(Array(Self.url([1, 2, 3]).utf8)), limit: 10)
        await #expect {
            try await url.decode(into: MemorySink(capacity: 2))
        } throws: {
            if case .notStored? = $0 as? DataURLError { true } else { false }
        }
    }

    @Test("Damaged URLs never crash", arguments: UInt64(1)...20)
    func mutation(seed: UInt64) async {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let bytes = generator.mutated(Array(Self.url([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]).utf8))
            _ = Base64DataURL.isDataURL(ByteRegion(bytes))
            guard let url = try? Base64DataURL(ByteRegion(bytes), limit: 100) else { continue }
            try? await url.decode(into: MemorySink(capacity: 100))
        }
    }
}
