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
            throw ExitCode.report("the server's answer to the create has no id", code: .unavailable)
        }
        return id
    }

    /// The task as the server sees it.
    func task(_ id: String) async throws -> JSONObject {
        try await send(HTTPClientRequest(url: "\(base)\(Self.path)/\(id)"), timeout: .seconds(30))
    }

    /// Saves what is at `url`; the file appears whole or not at all.
    func download(_ url: String, to path: String) async throws {
        let response = try await reached {
            try await client.execute(HTTPClientRequest(url: url), timeout: .minutes(10))
        }
        guard response.status == .ok else {
            throw ExitCode.report("the download answered with status \(response.status.code)", code: .unavailable)
        }
        let temporary = path + ".part"
        guard FileManager.default.createFile(atPath: temporary, contents: nil),
            let file = FileHandle(forWritingAtPath: temporary)
        else { throw ExitCode.report("\(path) cannot be written", code: .cannotCreate) }
        do {
            for try await piece in response.body { try file.write(contentsOf: Data(buffer: piece)) }
            try file.close()
            guard rename(temporary, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
        } catch {
            try? FileManager.default.removeItem(atPath: temporary)
            throw ExitCode.report("\(path) cannot be saved: \(error)", code: .cannotCreate)
        }
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

    private func reached<Value: Sendable>(_ body: @Sendable () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as CancellationError {
            throw error
        } catch {
            throw ExitCode.report("\(base) cannot be reached: \(error)", code: .unavailable)
        }
    }

    /// The server's own words, and the exit code that its status means.
    private static func refusal(status: Int, _ document: JSONValue?) -> ExitCode {
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
        return ExitCode.report(message, code: outcome)
    }
}
