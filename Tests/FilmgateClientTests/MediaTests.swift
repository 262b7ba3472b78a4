import FilmgateClient
import Testing

@Suite("Pictures without an address reach the vendor as it takes them")
struct MediaTests {
    /// The first bytes of a PNG.
    private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 1, 2, 255]

    private static func request(_ type: String = "image/png") -> GenerationRequest {
        .text("a cat").firstFrame(.bytes(ByteRegion(png), mediaType: type))
    }

    @Test("Inside the create, as a data URL whose bytes are not copied into the body's text")
    func inline() async throws {
        let transport = ScriptedTransport([.answer(200, ["id": "t1"])])
        let client = try FilmgateClient.toy(transport, traits: { $0.delivery = [.dataURL([.image])] })
        _ = try await client.create(Self.request())
        let call = try #require(transport.calls.first)
        #expect(call.bodyText.hasSuffix(#","data:image/png;base64,iVBORw0KGgoAAQL/"]}"#))
        #expect(call.body.count == 3)
    }

    @Test("By an upload before it, whose address the create names")
    func upload() async throws {
        let transport = ScriptedTransport([
            .fails(TransportError(.exchanging, "reset")),
            .answer(200, ["url": "https://cdn.example/1.png"]),
            .answer(200, ["id": "t1"]),
        ])
        let client = try FilmgateClient.toy(
            transport,
            traits: { $0.delivery = [.dataURL([.audio]), .upload(types: ["image/png"], limit: 100)] }
        )
        _ = try await client.create(Self.request())
        #expect(transport.lines == ["POST /gate/v1/uploads", "POST /gate/v1/uploads", "POST /gate/v1/toys"])
        let upload = transport.calls[1]
        let boundary = try #require(upload.header("Content-Type")?.split(separator: "=").last)
        var expected = Array(
            ("--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"medium.png\"\r\n"
                + "Content-Type: image/png\r\n\r\n").utf8
        )
        expected += Self.png
        expected += Array(
            ("\r\n--\(boundary)\r\nContent-Disposition: form-data; name=\"why\"\r\n\r\ntoy\r\n"
                + "--\(boundary)--\r\n").utf8
        )
        #expect(upload.body.flatMap(\.bytes) == expected)
        #expect(transport.calls[2].bodyText.hasSuffix(#""https://cdn.example/1.png"]}"#))
    }

    @Test("What the vendor's upload does not take is refused by name and type or size")
    func refused() async throws {
        let transport = ScriptedTransport([])
        let small = try FilmgateClient.toy(
            transport,
            traits: { $0.delivery = [.upload(types: ["image/png"], limit: 5)] }
        )
        await #expect(
            throws: ClientError.cannotExpress(
                CannotExpress("content[1]", value: "12 bytes", "the vendor takes at most 5 bytes")
            )
        ) { try await small.create(Self.request()) }
        let strict = try FilmgateClient.toy(
            transport,
            traits: { $0.delivery = [.upload(types: ["image/png"], limit: 99)] }
        )
        await #expect(
            throws: ClientError.cannotExpress(
                CannotExpress("content[1]", value: "image/heic", "the vendor takes image/png")
            )
        ) { try await strict.create(Self.request("image/heic")) }
        let none = try FilmgateClient.toy(transport)
        await #expect(throws: ClientError.self) { try await none.create(Self.request()) }
        #expect(transport.calls.isEmpty)
    }

    @Test("As a part of the create, where the vendor takes its type there")
    func part() async throws {
        let transport = ScriptedTransport([.answer(200, ["id": "t1"])])
        let client = try FilmgateClient.toy(transport, traits: { $0.delivery = [.part(types: ["image/png"])] })
        _ = try await client.create(Self.request())
        #expect(transport.calls.first?.bodyText.contains("data:image/png;base64,") == true)
        await #expect(throws: ClientError.self) { try await client.create(Self.request("image/heic")) }
        #expect(transport.calls.count == 1)
    }

    @Test("A picture at an address stays there")
    func address() async throws {
        let transport = ScriptedTransport([.answer(200, ["id": "t1"])])
        _ = try await FilmgateClient.toy(transport).create(.text("a").firstFrame(.url("https://a.example/p.png")))
        #expect(transport.calls.first?.bodyText.contains(#""https://a.example/p.png""#) == true)
    }

    @Test("A data URL is read back into the file it was made of")
    func dataURL() throws {
        let text = DataURL.text(ByteRegion(Self.png), mediaType: "image/png")
        let file = try #require(DataURL.file(text, name: "frame"))
        #expect(file.bytes.bytes == Self.png && file.mediaType == "image/png" && file.filename == "frame.png")
        #expect(DataURL.file(ByteRegion(Array("data:image/png,abc".utf8)), name: "a") == nil)
        #expect(DataURL.file(ByteRegion(Array("https://a.example".utf8)), name: "a") == nil)
    }

    @Test(
        "Files are known by their first bytes",
        arguments: [
            ([0xFF, 0xD8, 0xFF, 0xE0] as [UInt8], "image/jpeg"),
            (Array("RIFF0000WEBPVP8 ".utf8), "image/webp"),
            (Array("RIFF0000WAVEfmt ".utf8), "audio/wav"),
            (Array("\0\0\0\u{18}ftypheic".utf8), "image/heic"),
            (Array("\0\0\0\u{18}ftypisom".utf8), "video/mp4"),
            (Array("BM000000".utf8), "image/bmp"),
        ]
    )
    func sniffs(_ head: [UInt8], _ type: String) {
        #expect(MediaTypes.type(of: head) == type)
    }
}
