import App
import FilmgateClient
import Foundation
import Synchronization
import Testing

/// An Ark that makes a video at once.
private final class QuickArk: HTTPTransport {
    private let log = Mutex<[String]>([])

    var lines: [String] { log.withLock { $0 } }

    private func answer(_ call: HTTPCall) -> String {
        log.withLock { $0.append("\(call.method) \(call.url)") }
        if call.method == "POST" { return #"{"id":"cgt-1"}"# }
        if call.url.hasSuffix(".mp4") { return "film" }
        return """
            {"id":"cgt-1","model":"m","status":"succeeded","content":{"video_url":"https://files.example/v.mp4"},\
            "created_at":1,"updated_at":2}
            """
    }

    func send(_ call: HTTPCall, limit: Int) async throws(TransportError) -> HTTPAnswer {
        HTTPAnswer(status: 200, headers: [:], body: Array(answer(call).utf8))
    }

    func stream(
        _ call: HTTPCall,
        head: @escaping @Sendable (HTTPAnswer) throws -> Void,
        piece: @escaping @Sendable (ByteRegion) async throws -> Void
    ) async throws {
        try head(HTTPAnswer(status: 200, headers: [:]))
        try await piece(ByteRegion(Array(answer(call).utf8)))
    }
}

@Suite("An app needs the client alone")
struct FilmTests {
    @Test("A video is ordered, awaited and saved")
    func film() async throws {
        let transport = QuickArk()
        let client = try FilmgateClient(baseURL: "https://ark.example", apiKey: "k", transport: transport)
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).mp4").path
        try await App.film("a cat", with: client, to: path)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "film")
        try FileManager.default.removeItem(atPath: path)
        let tasks = "https://ark.example/api/v3/contents/generations/tasks"
        #expect(transport.lines == ["POST \(tasks)", "GET \(tasks)/cgt-1", "GET https://files.example/v.mp4"])
    }
}
