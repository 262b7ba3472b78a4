import FilmgateClient
import FilmgateDialects
import FilmgateDomain
import Synchronization

/// Answers the calls that it gets, in order, by a script; a call beyond the script fails the test by an error.
final class ScriptedTransport: HTTPTransport {
    enum Step: Sendable {
        case answer(Int, JSONValue, headers: [String: String] = [:])
        /// A body in pieces, after which the connection breaks where `breaks`.
        case bytes(Int, [[UInt8]], headers: [String: String] = [:], breaks: Bool = false)
        case fails(TransportError)
    }

    private struct State {
        var steps: ArraySlice<Step>
        var calls: [HTTPCall] = []
    }

    private let state: Mutex<State>

    init(_ steps: [Step]) {
        state = Mutex(State(steps: steps[...]))
    }

    var calls: [HTTPCall] { state.withLock { $0.calls } }

    /// `GET /path` of every call, without the host.
    var lines: [String] {
        calls.map { call in
            let path = call.url.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: true).last ?? ""
            return "\(call.method) /\(path)"
        }
    }

    var left: Int { state.withLock { $0.steps.count } }

    private func next(_ call: HTTPCall) throws(TransportError) -> Step {
        let step = state.withLock { state in
            state.calls.append(call)
            return state.steps.popFirst()
        }
        guard let step else {
            throw TransportError(.exchanging, "the script has no answer to \(call.method) \(call.url)")
        }
        return step
    }

    func send(_ call: HTTPCall, limit: Int) async throws(TransportError) -> HTTPAnswer {
        switch try next(call) {
        case .answer(let status, let body, let headers):
            return HTTPAnswer(status: status, headers: headers, body: JSONWriter.bytes(body))
        case .bytes(let status, let pieces, let headers, let breaks):
            if breaks { throw TransportError(.exchanging, "cut short") }
            return HTTPAnswer(status: status, headers: headers, body: pieces.flatMap(\.self))
        case .fails(let error): throw error
        }
    }

    func stream(
        _ call: HTTPCall,
        head: @escaping @Sendable (HTTPAnswer) throws -> Void,
        piece: @escaping @Sendable @concurrent (ByteRegion) async throws -> Void
    ) async throws {
        switch try next(call) {
        case .answer(let status, let body, let headers):
            try head(HTTPAnswer(status: status, headers: headers))
            try await piece(ByteRegion(JSONWriter.bytes(body)))
        case .bytes(let status, let pieces, let headers, let breaks):
            try head(HTTPAnswer(status: status, headers: headers))
            for bytes in pieces { try await piece(ByteRegion(bytes)) }
            if breaks { throw TransportError(.exchanging, "cut short") }
        case .fails(let error): throw error
        }
    }
}

extension HTTPCall {
    func header(_ name: String) -> String? {
        headers.last { $0.name.lowercased() == name.lowercased() }?.value
    }

    var bodyText: String { String(decoding: body.flatMap(\.bytes), as: UTF8.self) }
}
