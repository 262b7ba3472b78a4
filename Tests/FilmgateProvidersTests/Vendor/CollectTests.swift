import FilmgateClient
import FilmgateDialects
import FilmgateDomain
import FilmgateProviders
import Foundation
import Testing

@Suite(
    "A finished video is fetched from wherever it is, and the key is shown to the vendor's API alone (DESIGN section 9)"
)
struct CollectTests {
    private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1]

    private static func report(_ url: String, needsKey: Bool = false, lastFrame: String? = nil) -> UpstreamReport {
        var report = UpstreamReport(upstreamID: "u1", state: .succeeded, word: "succeeded")
        report.videoURL = url
        report.filesNeedKey = needsKey
        report.lastFrameURL = lastFrame
        return report
    }

    private static func bytes(_ path: String?) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: #require(path))))
    }

    @Test("A link elsewhere is fetched under guard, without the transport that has the key")
    func elsewhere() async throws {
        let lab = try VendorLab()
        var report = Self.report("https://cdn.example/v.mp4", needsKey: true)
        report.seconds = 5
        report.seed = 77
        report.ratio = .square
        let delivery = try await lab.provider(.ark).collect(report, of: .sample(.sample()))
        #expect(lab.fetcher.urls == ["https://cdn.example/v.mp4"])
        #expect(lab.transport.calls.isEmpty)
        #expect(delivery.seconds == 5 && delivery.seed == 77 && delivery.ratio == .square)
        #expect(delivery.lastFramePath == nil)
        #expect(try Self.bytes(delivery.videoPath) == Array("from https://cdn.example/v.mp4".utf8))
    }

    @Test(
        "A file at the vendor's API comes over its own connections, with the key only where that is needed",
        arguments: [true, false]
    )
    func ownHost(_ needsKey: Bool) async throws {
        let lab = try VendorLab([.bytes(200, [[1, 2], [3]], headers: ["content-length": "3"])])
        let report = Self.report("/v1/videos/u1/content", needsKey: needsKey)
        let delivery = try await lab.provider(.openai).collect(report, of: .sample(.sample()))
        #expect(try Self.bytes(delivery.videoPath) == [1, 2, 3])
        let call = try #require(lab.transport.calls.first)
        #expect(call.url == "https://vendor.example/gate/v1/videos/u1/content")
        #expect(call.header("Authorization") == (needsKey ? "Bearer vendor-key" : nil))
        #expect(lab.fetcher.urls.isEmpty)
    }

    @Test("A host that only looks like the vendor's does not see the key")
    func lookalikes() async throws {
        for url in [
            "https://vendor.example.evil/v.mp4", "https://vendor.example:8443/v.mp4", "http://vendor.example/v.mp4",
            "https://vendor.example@evil.example/v.mp4", "//evil.example/v.mp4",
        ] {
            let lab = try VendorLab()
            _ = try await lab.provider(.openai).collect(Self.report(url, needsKey: true), of: .sample(.sample()))
            #expect(lab.transport.calls.isEmpty, "\(url)")
            #expect(lab.fetcher.urls.count == 1, "\(url)")
        }
    }

    @Test("What leads away from the vendor's API is fetched under guard, without the key")
    func redirect() async throws {
        let lab = try VendorLab([.bytes(302, [], headers: ["location": "https://cdn.example/v.mp4"])])
        let report = Self.report("/v1/videos/u1/content", needsKey: true)
        let delivery = try await lab.provider(.openai).collect(report, of: .sample(.sample()))
        #expect(lab.fetcher.urls == ["https://cdn.example/v.mp4"])
        #expect(try Self.bytes(delivery.videoPath) == Array("from https://cdn.example/v.mp4".utf8))
    }

    @Test("A download that breaks off goes on where it stopped")
    func resumes() async throws {
        let lab = try VendorLab([
            .bytes(200, [[1, 2]], headers: ["content-length": "4", "etag": "\"a\""], breaks: true),
            .bytes(206, [[3, 4]], headers: ["content-range": "bytes 2-3/4"]),
        ])
        let delivery = try await lab.provider(.openai).collect(
            Self.report("/v1/videos/u1/content", needsKey: true),
            of: .sample(.sample())
        )
        #expect(try Self.bytes(delivery.videoPath) == [1, 2, 3, 4])
        #expect(lab.transport.calls.last?.header("Range") == "bytes=2-")
    }

    @Test("A dead link is told as such, and nothing lies about afterwards")
    func dead() async throws {
        let lab = try VendorLab([.bytes(404, [])])
        await #expect(throws: CollectionError.linkDead("the link answers with status 404")) {
            try await lab.provider(.openai).collect(Self.report("/v1/videos/u1/content"), of: .sample(.sample()))
        }
        await #expect(throws: CollectionError.linkDead("the provider names no video")) {
            var report = Self.report("")
            report.videoURL = nil
            return try await lab.provider(.openai).collect(report, of: .sample(.sample()))
        }
        lab.fetcher.fail(.interrupted("down"))
        await #expect(throws: CollectionError.interrupted("down")) {
            try await lab.provider(.ark).collect(Self.report("https://cdn.example/v"), of: .sample(.sample()))
        }
        #expect(try lab.files.isEmpty)
    }

    @Test("The last frame is the vendor's where it gives one, else made from the video")
    func lastFrame() async throws {
        let lab = try VendorLab([
            .bytes(200, [[1]]), .bytes(200, [Self.png]),
            .bytes(200, [[1]]), .bytes(200, [[0xFF, 0xD8, 0xFF, 0xE0]]),
        ])
        let task = VideoTask.sample(.sample { $0.returnLastFrame = true })
        let provider = try lab.provider(.openai)
        let given = Self.report("/v", lastFrame: "/f")
        #expect(try Self.bytes(await provider.collect(given, of: task).lastFramePath) == Self.png)
        #expect(lab.tools.done.isEmpty)
        // As a JPEG, which is made into a PNG.
        #expect(try Self.bytes(await provider.collect(given, of: task).lastFramePath) == Array(repeating: 1, count: 10))
        let made = try await provider.collect(Self.report("https://cdn.example/v"), of: task)
        #expect(try Self.bytes(made.lastFramePath) == Array("frame".utf8))
        #expect(lab.tools.done == ["image/jpeg to image/png", "last frame"])
    }

    @Test("What the vendor does not say is what was ordered there")
    func unsaid() async throws {
        let lab = try VendorLab()
        let order = VideoOrder.sample { order in
            order.duration = -1
            order.ratio = .adaptive
        }
        let delivery = try await lab.provider(.ark, account: { $0.adaptiveTextRatio = .portrait })
            .collect(Self.report("https://cdn.example/v"), of: .sample(order))
        #expect(delivery.seconds == 5 && delivery.ratio == .portrait && delivery.seed == 0)
    }
}
