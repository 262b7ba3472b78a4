import AsyncHTTPClient
import FilmgateDialects
import FilmgateDomain
import FilmgateServer
import Foundation
import Logging
import NIOCore
import NIOHTTP1

/// A whole server on a port of its own, and a client in front of it.
struct Door: Sendable {
    let url: String
    let directory: String
    let gateway: Gateway
    let provider: HandProvider
    /// A key of the default project without a home dialect.
    let key: String

    /// What a test wants of its server.
    struct Wishes {
        /// Where they name providers, those make the videos.
        var settings = ServerSettings()
        /// Tasks at a time; 0 leaves every task queued.
        var places = 4
        /// Whether tasks end at once.
        var isAutomatic = false
        /// Whether the preview makes the videos, in child processes of the built program.
        var renders = false
        /// Where the data stay after the server's end; `nil` removes them with it.
        var keptDirectory: URL?

        static func with(_ change: (inout Wishes) -> Void) -> Wishes {
            var wishes = Wishes()
            change(&wishes)
            return wishes
        }
    }

    /// Runs a server for as long as `body` takes.
    static func open(
        _ wishes: Wishes = Wishes(),
        _ body: (Door) async throws -> Void
    ) async throws {
        let fresh = FileManager.default.temporaryDirectory.appending(path: "filmgate-server-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: fresh) }
        let folder = wishes.keptDirectory ?? fresh
        var settings = wishes.settings
        settings.port = 0
        settings.dataDirectory = folder.path
        let provider = HandProvider(places: wishes.places, isAutomatic: wishes.isAutomatic, directory: folder.path)
        let ready = Inbox<String>()
        let gateway = try await Gateway.build(
            settings,
            version: "test",
            logger: Logger(label: "door") { _ in SwiftLogNoOpLogHandler() },
            provider: wishes.renders || !wishes.settings.providers.isEmpty ? nil : provider,
            onReady: { ready.put($0) }
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await gateway.run() }
            let door = Door(
                url: try await ready.take(),
                directory: folder.path,
                gateway: gateway,
                provider: provider,
                key: try await gateway.keys.make(name: "test", project: Project.defaultName, dialect: nil)
            )
            do {
                try await body(door)
            } catch {
                await gateway.stop()
                throw error
            }
            await gateway.stop()
            try await group.waitForAll()
        }
    }

    func key(project: String = Project.defaultName, dialect: DialectName? = nil) async throws -> String {
        try await gateway.keys.make(name: "test", project: project, dialect: dialect)
    }

    /// Sends a request with the door's own key, or with `key`; an empty one sends none.
    func send(
        _ method: String,
        _ path: String,
        key: String? = nil,
        headers: [String: String] = [:],
        body: [UInt8]? = nil
    ) async throws -> Reply {
        var request = HTTPClientRequest(url: path.hasPrefix("http") ? path : url + path)
        request.method = .RAW(value: method)
        let key = key ?? self.key
        if !key.isEmpty { request.headers.add(name: "authorization", value: "Bearer \(key)") }
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(180))
        let bytes = try await response.body.collect(upTo: 64 << 20)
        return Reply(
            status: Int(response.status.code),
            headers: Dictionary(response.headers.map { ($0.name.lowercased(), $0.value) }) { _, last in last },
            bytes: Array(bytes.readableBytesView)
        )
    }

    func post(_ path: String, key: String? = nil, _ body: JSONValue) async throws -> Reply {
        try await send(
            "POST",
            path,
            key: key,
            headers: ["content-type": "application/json"],
            body: JSONWriter.bytes(body)
        )
    }

    func get(_ path: String, key: String? = nil) async throws -> Reply { try await send("GET", path, key: key) }

    /// A task of Ark's, from a body that is right but for what `change` adds.
    func create(_ more: JSONObject = [:], key: String? = nil) async throws -> String {
        let reply = try await post(Face.ark.create, key: key, Face.ark.body("A cat", more))
        guard let id = reply.json["id"]?.text else { throw Unexpected(reply) }
        return id
    }

    /// The task, once Ark's read says that it is in this state.
    @discardableResult
    func task(_ id: String, in state: String, key: String? = nil) async throws -> JSONValue {
        let end = ContinuousClock.now + .seconds(180)
        while true {
            let reply = try await get(Face.ark.read(id), key: key)
            if reply.json["status"]?.text == state { return reply.json }
            guard reply.status == 200, ContinuousClock.now < end else { throw Unexpected(reply) }
            await Task.yield()
        }
    }
}

/// What came back.
struct Reply: Sendable {
    let status: Int
    /// Names in lower case.
    let headers: [String: String]
    let bytes: [UInt8]

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The body as JSON; null where it is none.
    var json: JSONValue { (try? JSONParser.document(in: ByteRegion(bytes))) ?? .null }
}

/// An answer that the test did not expect.
struct Unexpected: Error, CustomStringConvertible {
    let description: String

    init(_ reply: Reply) { description = "\(reply.status) \(reply.text.prefix(500))" }
}

extension JSONValue {
    subscript(key: String) -> JSONValue? {
        guard case .object(let object) = self else { return nil }
        return object[key]
    }

    subscript(index: Int) -> JSONValue? {
        guard case .array(let values) = self, values.indices.contains(index) else { return nil }
        return values[index]
    }

    var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    var keys: Set<String> {
        guard case .object(let object) = self else { return [] }
        return Set(object.members.map(\.key))
    }

    var count: Int {
        guard case .array(let values) = self else { return 0 }
        return values.count
    }
}
