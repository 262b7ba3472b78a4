import FilmgateDomain
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import TestTools
import Testing

@testable import FilmgateMedia
@testable import FilmgateServer

@Suite("Media are taken in", .timeLimit(.minutes(5)))
struct MediaIntakeTests {
    /// A directory, an intake on it, and a host on the loopback address that has some files.
    private final class Scene: Sendable {
        let directory = FileManager.default.temporaryDirectory.path + "/filmgate-intake-" + UUID().uuidString
        let intake: GuardedMediaIntake
        private let channel: any Channel

        init(_ files: [String: [UInt8]]) async throws {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            let calls = BlockingCalls(.singleton)
            intake = GuardedMediaIntake(
                artifacts: try await DirectoryArtifactStore.open(at: directory + "/artifacts", calls: calls) { 0 },
                calls: calls,
                fetcher: GuardedFetcher(
                    policy: AddressPolicy(allowing: [try #require(CIDRBlock("127.0.0.0/8"))]),
                    resolver: Names(),
                    group: MultiThreadedEventLoopGroup.singleton,
                    userAgent: "test"
                ),
                signer: try await LinkSigner.open(directory: directory, schedule: .standard, calls: calls, now: 0),
                address: PublicAddress("http://own.example"),
                now: { Timestamp(seconds: 1_800_000_000) },
                logger: Logger(label: "test")
            )
            channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                        try channel.pipeline.syncOperations.addHandler(Files(files: files))
                    }
                }
                .bind(host: "127.0.0.1", port: 0).get()
        }

        func url(_ name: String) -> String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)/\(name)" }

        deinit {
            channel.close(promise: nil)
            try? FileManager.default.removeItem(atPath: directory)
        }
    }

    private struct Names: AddressResolver {
        func addresses(of name: String) async throws -> [IPAddress] { throw NameNotFound() }
    }

    private final class Files: ChannelInboundHandler, Sendable {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart
        let files: [String: [UInt8]]

        init(files: [String: [UInt8]]) { self.files = files }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard case .head(let head) = unwrapInboundIn(data) else { return }
            let file = files[String(head.uri.dropFirst())]
            let headers = HTTPHeaders([("Content-Length", "\(file?.count ?? 0)"), ("Connection", "close")])
            let answer = HTTPResponseHead(version: .http1_1, status: file == nil ? .notFound : .ok, headers: headers)
            context.write(wrapOutboundOut(.head(answer)), promise: nil)
            if let file { context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: file)))), promise: nil) }
            context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { [channel = context.channel] _ in
                channel.close(promise: nil)
            }
        }
    }

    private static func film(_ name: String, _ seconds: Double, size: String = "854x480") throws -> [UInt8] {
        try made(
            name,
            ["-f", "lavfi", "-i", "testsrc=size=\(size):rate=24:duration=\(seconds)", "-pix_fmt", "yuv420p"]
        )
    }

    private static func tone(_ name: String, _ seconds: Double) throws -> [UInt8] {
        try made(name, ["-f", "lavfi", "-i", "sine=frequency=440:duration=\(seconds)"])
    }

    private static func made(_ name: String, _ arguments: [String]) throws -> [UInt8] {
        let path = FileManager.default.temporaryDirectory.path + "/filmgate-\(UUID().uuidString)-\(name)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Tool.run("ffmpeg", ["-v", "error", "-y", "-nostdin"] + arguments + [path])
        return [UInt8](try Data(contentsOf: URL(filePath: path)))
    }

    private func plan(
        _ media: [(MediaKind, MediaSource)],
        model: ModelSpec = .seedance20
    ) throws -> OrderPlan {
        let roles: [MediaKind: MediaRole] = [
            .image: .referenceImage, .video: .referenceVideo, .audio: .referenceAudio,
        ]
        let items = media.enumerated().map { index, medium in
            ContentItem(
                .media(MediaItem(kind: medium.0, role: roles[medium.0], source: medium.1)),
                path: "content[\(index + 1)]"
            )
        }
        let request = GenerationRequest(
            model: model.id,
            content: [ContentItem(.text("A cat"), path: "content[0]")] + items
        )
        return try RequestRules().check(request, house: .ark, source: nil, now: Timestamp(seconds: 0))
    }

    @Test("A video, a sound and a picture go in with what their headers say")
    func all() async throws {
        let scene = try await Scene([
            "a.mp4": Self.film("a.mp4", 3), "a.mp3": Self.tone("a.mp3", 4),
            "a.png": Self.made("a.png", ["-f", "lavfi", "-i", "color=red:size=600x400", "-frames:v", "1"]),
        ])
        let media: [(MediaKind, MediaSource)] = [
            (.video, .url(scene.url("a.mp4"))), (.audio, .url(scene.url("a.mp3"))), (.image, .url(scene.url("a.png"))),
        ]
        let plan = try plan(media)
        let taken = try await scene.intake.take(plan, model: .seedance20)
        #expect(taken.map(\.artifact.mediaType) == ["video/mp4", "audio/mpeg", "image/png"])
        #expect(taken[0].milliseconds == 3000)
        #expect(abs((taken[1].milliseconds ?? 0) - 4000) < 200)
        #expect(taken[2].milliseconds == nil)
        #expect(taken[0].pixels == PixelSize(width: 854, height: 480))
        #expect(taken[1].pixels == PixelSize(width: 0, height: 0))
        #expect(taken.allSatisfy { $0.origin == nil }, "an address in an allowed private range is ours alone")
        #expect(plan.complete(with: taken).fittedRatio == .landscape)
    }

    @Test("A sound may come inside the request")
    func inlineSound() async throws {
        let scene = try await Scene([:])
        let wav = Data(try Self.tone("a.wav", 2)).base64EncodedString()
        let source = MediaSource.data(ByteRegion(Array("data:audio/wav;base64,\(wav)".utf8)))
        let plan = try plan([(.audio, source)], model: .seedance25)
        let taken = try await scene.intake.take(plan, model: .seedance25)
        #expect(taken.map(\.milliseconds) == [2000])
        #expect(taken[0].origin == nil)
    }

    @Test("A clip that breaks a rule is refused in the vendor's words, and its item is named")
    func rules() async throws {
        let scene = try await Scene([
            "short.mp4": Self.film("a.mp4", 1), "small.mov": Self.film("a.mov", 2, size: "320x320"),
            "ten.mp4": Self.film("b.mp4", 10), "a.mp3": Self.tone("a.mp3", 2),
            "cut.mp4": Self.film("c.mp4", 2).dropLast(9),
        ])
        func refusal(_ media: [(MediaKind, MediaSource)]) async throws -> (Refusal.Subject, String) {
            let plan = try plan(media)
            let refusal = try await #require(throws: Refusal.self) {
                _ = try await scene.intake.take(plan, model: .seedance20)
            }
            guard case .predicate(let words, chinese: _) = refusal.reason else { throw refusal }
            return (refusal.subject, words)
        }
        let short = try await refusal([(.video, .url(scene.url("short.mp4")))])
        #expect(short.0 == .item(path: "content[1]"))
        #expect(
            short.1.contains("video duration (seconds) 1 specified in the request must be greater than or equal to 1.8")
        )
        let small = try await refusal([(.video, .url(scene.url("small.mov")))])
        #expect(small.1.contains("video pixels 102400"))
        let long = try await refusal([(.video, .url(scene.url("ten.mp4"))), (.video, .url(scene.url("ten.mp4")))])
        #expect(long.0 == .parameter(.content))
        #expect(long.1.contains("must be less than or equal to 15.2"))
        let sound = try await refusal([(.video, .url(scene.url("a.mp3")))])
        #expect(sound.0 == .item(path: "content[1].video_url"))
        #expect(sound.1.contains("video format"))
        let cut = try await refusal([(.video, .url(scene.url("cut.mp4")))])
        #expect(cut.1.contains("damaged"))
    }

    @Test("Of many the order stays, and the first that is wrong is told")
    func many() async throws {
        let sizes = (0..<9).map { 300 + 2 * $0 }
        var files: [String: [UInt8]] = [:]
        for size in sizes {
            files["\(size).png"] = try Self.made(
                "a.png",
                ["-f", "lavfi", "-i", "color=red:size=\(size)x\(size)", "-frames:v", "1"]
            )
        }
        let scene = try await Scene(files)
        let plan = try plan(sizes.map { (.image, .url(scene.url("\($0).png"))) })
        let taken = try await scene.intake.take(plan, model: .seedance20)
        #expect(taken.map(\.pixels.width) == sizes)
        for missing in 0..<9 {
            var names = sizes.map { "\($0).png" }
            for index in missing..<9 { names[index] = "missing-\(index).png" }
            let broken = try self.plan(names.map { (.image, .url(scene.url($0))) })
            let refusal = try await #require(throws: Refusal.self) {
                _ = try await scene.intake.take(broken, model: .seedance20)
            }
            #expect(refusal.subject == .item(path: "content[\(missing + 1)].image_url"))
        }
    }
}
