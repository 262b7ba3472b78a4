import FilmgateClient
import FilmgateDialects
import FilmgateDomain
import FilmgateProviders
import Testing

@Suite("A medium without a public address reaches each vendor as it takes them (DESIGN section 5, Pictures)")
struct DeliveryTests {
    private static let accepted = ScriptedTransport.Step.answer(
        200,
        ["code": 200, "data": [["status": "submitted", "task_id": "task_1"]]]
    )
    private static let uploaded = ScriptedTransport.Step.answer(200, ["url": "https://cdn.example/1.png"])

    @Test("Ark gets a data URL of the file")
    func inline() async throws {
        let lab = try VendorLab([.answer(200, ["id": "cgt-1"])])
        let picture = try lab.artifacts.keep(Array("picture".utf8), "a", type: "image/webp")
        _ = try await lab.provider(.ark).submit(.sample(.sample { $0.startOn(picture) }), token: nil)
        #expect(
            try lab.body()["content"]
                == [
                    ["type": "text", "text": "a cat"],
                    [
                        "type": "image_url", "image_url": ["url": "data:image/webp;base64,cGljdHVyZQ=="],
                        "role": "first_frame",
                    ],
                ]
        )
    }

    @Test("XCompute gets an upload, and its address in the create")
    func upload() async throws {
        let lab = try VendorLab([Self.uploaded, Self.accepted])
        let picture = try lab.artifacts.keep(Array("picture".utf8), "a", type: "image/png")
        let outcome = try await lab.provider(.xcompute).submit(.sample(.sample { $0.startOn(picture) }), token: nil)
        #expect(outcome == .accepted(upstreamID: "task_1"))
        #expect(lab.transport.calls[0].bodyText.contains("Content-Type: image/png\r\n\r\npicture\r\n"))
        #expect(lab.transport.calls[1].bodyText.contains("https://cdn.example/1.png"))
        #expect(lab.tools.done.isEmpty)
    }

    @Test("What the upload does not take is converted first, to a JPEG where the PNG is too large")
    func converted() async throws {
        let lab = try VendorLab([Self.uploaded, Self.accepted])
        lab.tools.resultSize((20 << 20) + 1)
        let picture = try lab.artifacts.keep(Array("picture".utf8), "a", type: "image/bmp")
        _ = try await lab.provider(.xcompute).submit(.sample(.sample { $0.startOn(picture) }), token: nil)
        #expect(lab.tools.done == ["image/bmp to image/png", "image/bmp to image/jpeg"])
        #expect(lab.transport.calls[0].bodyText.contains("Content-Type: image/jpeg"))
        #expect(try lab.files.isEmpty)
    }

    @Test("A refused upload certainly made no task: the create is not sent, and the vendor's reason stands")
    func refusedUpload() async throws {
        let lab = try VendorLab([
            .answer(429, ["error": ["code": 429, "message": "slowly", "type": "rate_limit_error"]]),
            .fails(TransportError(.exchanging, "reset")),
        ])
        let picture = try lab.artifacts.keep(Array("picture".utf8), "a", type: "image/png")
        let provider = try lab.provider(.xcompute)
        let attempt = Attempt.sample(.sample { $0.startOn(picture) })
        guard case .refused(let refusal) = await provider.submit(attempt, token: nil) else {
            Issue.record("not refused")
            return
        }
        #expect(refusal.kind == .throttled)
        // A byte may have arrived, but of a picture: no task came of it.
        guard case .refused(let second) = await provider.submit(attempt, token: nil) else {
            Issue.record("not refused")
            return
        }
        #expect(second.kind == .infrastructure)
        #expect(lab.transport.calls.count == 2)
    }

    @Test("A vendor that takes addresses alone gets our own link, or is ruled out by name where there is none")
    func link() async throws {
        let lab = try VendorLab([.answer(200, ["id": "gen-1", "status": "processing"])])
        let picture = try lab.artifacts.keep(Array("picture".utf8), "a", type: "image/png")
        let order = VideoOrder.sample { order in
            order.startOn(picture)
            order.mode = .firstFrame
        }
        let none = try lab.provider(.anyfast)
        #expect(none.objection(to: order)?.subject == .item(path: "content[1]"))
        let linked = try lab.provider(.anyfast, link: { "https://films.example/f/\($0.hash.rawValue.prefix(4))" })
        #expect(linked.objection(to: order) == nil)
        _ = await linked.submit(.sample(order), token: nil)
        #expect(lab.transport.calls.first?.bodyText.contains("https://films.example/f/aaaa") == true)
    }

    @Test("A picture that is gone fails the task by name")
    func gone() async throws {
        let lab = try VendorLab()
        let hash = try #require(ContentHash(rawValue: String(repeating: "b", count: 64)))
        let order = VideoOrder.sample { $0.startOn(Artifact(hash: hash, size: 3, mediaType: "image/png")) }
        guard case .refused(let refusal) = try await lab.provider(.ark).submit(.sample(order), token: nil) else {
            Issue.record("not refused")
            return
        }
        #expect(refusal.kind == .order && refusal.failure.message.contains("content[1]"))
    }
}
