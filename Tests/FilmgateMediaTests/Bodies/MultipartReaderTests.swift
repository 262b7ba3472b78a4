import FilmgateDomain
import FilmgateMedia
import Testing

@Suite("Multipart forms")
struct MultipartReaderTests {
    private static let form = [
        "--b0undary", "Content-Disposition: form-data; name=\"prompt\"", "", "A cat\r\non a --b0undary roof",
        "--b0undary", "content-type:  image/png ",
        "CONTENT-DISPOSITION: form-data; filename=\"C:\\\\pictures\\\\a \\\"b\\\".png\"; name=input", "X-Other: 1", "",
        "\u{89}PNG", "--b0undary \t", "Content-Disposition: form-data; name=\"empty\"", "", "", "--b0undary--", "after",
    ].joined(separator: "\r\n")

    private func parts(_ text: String, boundary: String = "b0undary") throws -> [MultipartPart] {
        try MultipartReader(contentType: "multipart/form-data; boundary=\(boundary)").parts(
            of: ByteRegion(Array(text.utf8))
        )
    }

    @Test("Fields and files are read", arguments: ["", "a preamble\r\n"])
    func form(preamble: String) throws {
        let parts = try parts(preamble + Self.form)
        #expect(parts.map(\.name) == ["prompt", "input", "empty"])
        #expect(parts.map(\.filename) == [nil, "a \"b\".png", nil])
        #expect(parts.map(\.contentType) == [nil, "image/png", nil])
        #expect(parts.map(\.body.bytes) == [Array("A cat\r\non a --b0undary roof".utf8), Array("\u{89}PNG".utf8), []])
    }

    @Test("A part may have bytes of any kind")
    func binary() throws {
        let content = (0..<2000).map { UInt8(truncatingIfNeeded: $0 &* 7) } + Array("\r\n--b0undar\r\n\r\r\n-".utf8)
        let head = Array("--b0undary\r\nContent-Disposition: form-data; name=x\r\n\r\n".utf8)
        let reader = try MultipartReader(contentType: "multipart/form-data; boundary=b0undary")
        let parts = try reader.parts(of: ByteRegion(head + content + Array("\r\n--b0undary--".utf8)))
        #expect(parts.first?.body.bytes == content)
        #expect(parts.count == 1)
    }

    @Test(
        "Boundaries that RFC 2046 allows are taken",
        arguments: [
            "multipart/form-data; boundary=b0undary", "Multipart/Form-Data;boundary=\"b0undary\"",
            "multipart/form-data; charset=utf-8; BOUNDARY=b0undary;",
        ]
    )
    func contentType(value: String) throws {
        let reader = try MultipartReader(contentType: value)
        #expect(try reader.parts(of: ByteRegion(Array(Self.form.utf8))).count == 3)
    }

    @Test(
        "Others are not",
        arguments: [
            "", "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"\"",
            "multipart/mixed; boundary=a", "application/json; boundary=a", "multipart/form-data; boundary=\"a",
            "multipart/form-data; boundary=a\u{e9}", "multipart/form-data; boundary=\"a \"",
            "multipart/form-data; boundary=" + String(repeating: "a", count: 71), "multipart/form-data; boundary",
            "multipart/form-data; boundary=\"a\" b", "multipart/form-data; boundary=a\"b",
        ]
    )
    func badContentType(value: String) {
        #expect(throws: MultipartError.badContentType) { try MultipartReader(contentType: value) }
    }

    @Test("A form cut off anywhere is refused")
    func truncation() {
        let end = "\r\nafter".utf8.count
        for length in 0..<Self.form.utf8.count - end {
            #expect(throws: MultipartError.self, "cut at \(length)") {
                try parts(String(decoding: Self.form.utf8.prefix(length), as: UTF8.self))
            }
        }
    }

    @Test("Parts and heads are limited")
    func limits() throws {
        let part = "--b0undary\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n"
        let end = "--b0undary--"
        #expect(try parts(String(repeating: part, count: 64) + end).count == 64)
        #expect(throws: MultipartError.tooManyParts(limit: 64)) {
            try parts(String(repeating: part, count: 65) + end)
        }
        let filler = { (count: Int) in
            "--b0undary\r\nContent-Disposition: form-data; name=a\r\nX: \(String(repeating: "y", count: count))\r\n\r\nx\r\n"
        }
        #expect(try parts(filler(8000) + end).count == 1)
        #expect(throws: MultipartError.headerTooLong(limit: 8192)) { try parts(filler(9000) + end) }
    }

    @Test(
        "A part without a proper head is refused",
        arguments: [
            "", "X: y", "Content-Disposition: form-data", "Content-Disposition: attachment; name=a", "no colon",
            "Content-Disposition: form-data; name=\"a", "Content-Disposition: form-data; name=\"a\"x",
        ]
    )
    func badHead(head: String) {
        let blank = head.isEmpty ? "\r\n" : "\r\n\r\n"
        #expect(throws: MultipartError.badHeader(part: 0)) {
            try parts("--b0undary\r\n\(head)\(blank)x\r\n--b0undary--")
        }
    }

    @Test("A form without parts has none")
    func none() throws {
        #expect(try parts("--b0undary--").isEmpty)
    }

    @Test("Damaged forms never crash", arguments: UInt64(1)...40)
    func mutation(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let reader = try MultipartReader(contentType: "multipart/form-data; boundary=b0undary")
        for _ in 0..<200 {
            let bytes = generator.mutated(Array(Self.form.utf8))
            let parts = (try? reader.parts(of: ByteRegion(bytes))) ?? []
            #expect(parts.reduce(0) { $0 + $1.body.count } <= bytes.count, "seed \(seed)")
            _ = try? MultipartReader(contentType: String(decoding: bytes, as: UTF8.self))
        }
    }
}
