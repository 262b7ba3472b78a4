import ArgumentParser
import AsyncHTTPClient
import FilmgateDialects
import FilmgateDomain
import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1

/// Speaks Ark's API as far as `generate` needs it: create, read, download.
struct ArkClient: Sendable {
    let base: String
    let key: String
    let client: HTTPClient

    private static let path = "/api/v3/contents/generations/tasks"

    init(base: String, key: String, client: HTTPClient) {
        var base = base
        while base.last == "/" { base.removeLast() }
        self.base = base.hasSuffix("/api/v3") ? String(base.dropLast("/api/v3".count)) : base
        self.key = key
        self.client = client
    }

    /// Makes a task and returns its id.
    func create(_ body: JSONValue) async throws -> String {
        var request = HTTPClientRequest(url: base + Self.path)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(ByteBuffer(bytes: JSONWriter.bytes(body)))
        let answer = try await send(request, timeout: .minutes(5))
        guard case .string(let id)? = answer["id"] else {
            throw ServerTrouble(message: "the server's answer to the create has no id", outcome: .unavailable)
        }
        return id
    }

    /// The task as the server sees it. A hiccup on the way is waited out: the task goes on meanwhile.
    func task(_ id: String) async throws -> JSONObject {
        var wait = Duration.seconds(1)
        for _ in 1...Self.patience {
            do {
                return try await send(HTTPClientRequest(url: "\(base)\(Self.path)/\(id)"), timeout: .seconds(30))
            } catch let error as ServerTrouble where error.isPassing {
                try await Task.sleep(for: wait)
                wait = min(wait * 2, .seconds(15))
            }
        }
        return try await send(HTTPClientRequest(url: "\(base)\(Self.path)/\(id)"), timeout: .seconds(30))
    }

    /// How often a read is tried again, which comes to about a minute and a half.
    private static let patience = 8

    /// Saves what is at `url` in `target`, which takes it whole or not at all.
    func download(_ url: String, to target: SaveTarget) async throws {
        let response = try await reached {
            try await client.execute(HTTPClientRequest(url: url), timeout: .minutes(10))
        }
        guard response.status == .ok else {
            throw ServerTrouble(
                message: "the download answered with status \(response.status.code)",
                outcome: .unavailable
            )
        }
        do {
            for try await piece in response.body { try target.write(Data(buffer: piece)) }
        } catch let error as ExitCode {
            throw error
        } catch {
            if Task.isCancelled { throw CancellationError() }
            throw ServerTrouble(message: "the download broke off: \(error)", outcome: .unavailable)
        }
        try target.finish()
    }

    private func send(_ request: HTTPClientRequest, timeout: TimeAmount) async throws -> JSONObject {
        var request = request
        request.headers.add(name: "Authorization", value: "Bearer \(key)")
        let (status, bytes) = try await reached { [request] in
            let response = try await client.execute(request, timeout: timeout)
            return (response.status, try await response.body.collect(upTo: 1 << 20))
        }
        let document = try? JSONParser.parse(ByteRegion(Array(bytes.readableBytesView)))
        guard case .object(let object)? = document, status == .ok else {
            throw Self.refusal(status: Int(status.code), document)
        }
        return object
    }

    private func reached<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch {
            if Task.isCancelled { throw CancellationError() }
            throw ServerTrouble(message: "\(base) cannot be reached: \(error)", outcome: .unavailable)
        }
    }

    /// The server's own words, and the exit code that its status means.
    private static func refusal(status: Int, _ document: JSONValue?) -> ServerTrouble {
        var message = "the server answered with status \(status)"
        if case .object(let body)? = document, case .object(let error)? = body["error"],
            case .string(let text)? = error["message"]
        {
            message = text
        }
        let outcome: Outcome =
            switch status {
            case 401, 403: .notAllowed
            case 408, 429, 503: .temporary
            case 400..<500: .refused
            default: .unavailable
            }
        return ServerTrouble(message: message, outcome: outcome)
    }
}

/// What went wrong between this command and the server.
struct ServerTrouble: Error {
    let message: String
    let outcome: Outcome

    /// Whether the same call may work a little later.
    var isPassing: Bool { outcome == .unavailable || outcome == .temporary }
}
