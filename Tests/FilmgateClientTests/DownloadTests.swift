import FilmgateClient
import Foundation
import Synchronization
import Testing

@Suite("A download goes on where it broke off, and what is saved is whole")
struct DownloadTests {
    private static let link = "https://cdn.example/v.mp4"

    private static func task(_ url: String? = link, needsKey: Bool = false) -> RemoteTask {
        var report = UpstreamReport(upstreamID: "t1", state: .succeeded, word: "succeeded")
        report.videoURL = url
        report.filesNeedKey = needsKey
        return RemoteTask(report)
    }

    private static func tag(_ length: Int) -> [String: String] { ["content-length": "\(length)", "etag": "\"v1\""] }

    private func downloaded(
        _ transport: ScriptedTransport,
        _ task: RemoteTask = task(),
        progress: @escaping @Sendable (DownloadProgress) -> Void = { _ in }
    ) async throws -> [UInt8] {
        let sink = MemorySink()
        try await FilmgateClient.toy(transport).download(task, into: sink, progress: progress)
        return sink.bytes
    }

    @Test("Pieces arrive in order, with progress")
    func whole() async throws {
        let transport = ScriptedTransport([.bytes(200, [[1, 2], [3]], headers: Self.tag(3))])
        let seen = Mutex<[DownloadProgress]>([])
        let bytes = try await downloaded(transport) { progress in seen.withLock { $0.append(progress) } }
        #expect(bytes == [1, 2, 3])
        #expect(seen.withLock { $0 } == [.init(received: 2, total: 3), .init(received: 3, total: 3)])
        #expect(transport.calls.first?.header("Authorization") == nil)
    }

    @Test("What broke off is taken up, whether the connection said so or the file is short")
    func resumes() async throws {
        let transport = ScriptedTransport([
            .fails(TransportError(.connecting, "refused")),
            .bytes(200, [[1, 2]], headers: Self.tag(5), breaks: true),
            .bytes(206, [[3]], headers: ["content-range": "bytes 2-4/5"]),
            .answer(503, "busy"),
            .bytes(206, [[4, 5]], headers: ["content-range": "bytes 3-4/5"]),
        ])
        #expect(try await downloaded(transport) == [1, 2, 3, 4, 5])
        #expect(transport.calls.map { $0.header("Range") } == [nil, nil, "bytes=2-", "bytes=3-", "bytes=3-"])
        #expect(transport.calls[2].header("If-Range") == "\"v1\"")
    }

    @Test("A server that starts again, or has another file by now, is not mixed with the beginning")
    func restarts() async throws {
        let again = ScriptedTransport([
            .bytes(200, [[1, 2]], headers: Self.tag(3), breaks: true), .bytes(200, [[7, 8, 9]], headers: Self.tag(3)),
        ])
        #expect(try await downloaded(again) == [7, 8, 9])
        let empty = ScriptedTransport([
            .bytes(200, [[1, 2]], headers: Self.tag(3), breaks: true), .bytes(200, [], headers: Self.tag(0)),
        ])
        #expect(try await downloaded(empty) == [])
        let other = ScriptedTransport([
            .bytes(200, [[1, 2]], headers: Self.tag(3), breaks: true),
            .bytes(206, [[9, 9]], headers: ["content-range": "bytes 2-3/4"]),
        ])
        await #expect(throws: ClientError.downloadFailed(reason: "the file has changed meanwhile")) {
            try await downloaded(other)
        }
        let shifted = ScriptedTransport([
            .bytes(200, [[1, 2]], headers: Self.tag(3), breaks: true),
            .bytes(206, [[9]], headers: ["content-range": "bytes 1-2/3"]),
        ])
        await #expect(throws: ClientError.self) { try await downloaded(shifted) }
    }

    @Test("A dead link is read anew with the task, and the file goes on from there")
    func freshLink() async throws {
        let transport = ScriptedTransport([
            .bytes(200, [[1]], headers: ["content-length": "2"], breaks: true), .bytes(403, []),
            .answer(200, ["id": "t1", "state": "succeeded", "video": "https://cdn.example/fresh.mp4"]),
            .bytes(206, [[2]], headers: ["content-range": "bytes 1-1/2"]),
        ])
        #expect(try await downloaded(transport) == [1, 2])
        #expect(transport.calls.last?.url == "https://cdn.example/fresh.mp4")
    }

    @Test("The key goes to the vendor's own host where it is needed, and nowhere a redirect leads")
    func keys() async throws {
        let transport = ScriptedTransport([
            .bytes(302, [], headers: ["location": Self.link]), .bytes(200, [[1]]),
        ])
        _ = try await downloaded(transport, Self.task("/v1/toys/t1/content", needsKey: true))
        #expect(transport.calls.map(\.url) == ["https://toys.example/gate/v1/toys/t1/content", Self.link])
        #expect(transport.calls.map { $0.header("Authorization") } == ["Bearer key-1", nil])
    }

    @Test("It ends: after so many tries, so many redirects, or without a link")
    func ends() async throws {
        let broken = ScriptedTransport(Array(repeating: .fails(TransportError(.exchanging, "reset")), count: 9))
        await #expect(throws: ClientError.downloadFailed(reason: "reset")) { try await downloaded(broken) }
        #expect(broken.calls.count == ClientPolicy().downloadTries)
        let circle = ScriptedTransport(Array(repeating: .bytes(302, [], headers: ["location": Self.link]), count: 9))
        await #expect(throws: ClientError.downloadFailed(reason: "the server redirects too often")) {
            try await downloaded(circle)
        }
        await #expect(throws: ClientError.downloadFailed(reason: "the task has no video")) {
            try await downloaded(ScriptedTransport([]), Self.task(nil))
        }
    }

    @Test("A file is put in place when it is whole, and not before")
    func saves() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).mp4").path
        try Data([0]).write(to: URL(fileURLWithPath: path))
        let failing = ScriptedTransport(
            Array(repeating: .bytes(200, [[1]], headers: Self.tag(2), breaks: true), count: 9)
        )
        await #expect(throws: ClientError.self) {
            try await FilmgateClient.toy(failing).download(Self.task(), to: path)
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data([0]))
        #expect(!FileManager.default.fileExists(atPath: path + ".part"))
        try await FilmgateClient.toy(ScriptedTransport([.bytes(200, [[1, 2]])])).download(Self.task(), to: path)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data([1, 2]))
        try FileManager.default.removeItem(atPath: path)
        await #expect(throws: ClientError.file(path: "/nowhere/v.mp4", reason: "it cannot be written")) {
            try await FilmgateClient.toy(ScriptedTransport([])).download(Self.task(), to: "/nowhere/v.mp4")
        }
    }
}

/// Keeps what is downloaded.
private final class MemorySink: DownloadSink {
    private let content = Mutex<[UInt8]>([])

    var bytes: [UInt8] { content.withLock { $0 } }

    func write(_ bytes: ByteRegion) async throws { content.withLock { $0 += bytes.bytes } }

    func restart() async throws { content.withLock { $0 = [] } }
}
