import Foundation

/// The few requests that the benchmark makes itself, each over a connection of its own; the load comes from wrk.
struct LoopbackClient: Sendable {
    let port: Int
    var key = ""

    static let tasks = "/api/v3/contents/generations/tasks"

    /// A port that was free a moment ago.
    static func freePort() throws -> Int {
        try withSocket { socket in
            var address = address(port: 0)
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let bound = withUnsafeMutablePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(socket, $0, length) == 0 && getsockname(socket, $0, &length) == 0
                }
            }
            guard bound else { throw BenchError("no free port") }
            return Int(UInt16(bigEndian: address.sin_port))
        }
    }

    /// The body of a good answer; `nil` while nobody listens.
    func send(_ method: String, _ path: String, body: String = "") throws -> Data? {
        try Self.withSocket { socket in
            var address = Self.address(port: port)
            let connected = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
            guard connected else { return nil }
            let request =
                Array(
                    "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer \(key)\r\n"
                        .utf8
                )
                + Array("Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8)
            guard write(socket, request, request.count) == request.count else { return nil }
            return try Self.body(of: Self.readAll(socket))
        }
    }

    /// Waits until the server answers on `path`.
    func waitUntilAnswers(_ path: String, within limit: Duration = .seconds(30)) async throws {
        let end = ContinuousClock.now + limit
        while try send("GET", path) == nil {
            guard ContinuousClock.now < end else { throw BenchError("no server answers at port \(port)") }
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    private static func body(of answer: [UInt8]) throws -> Data? {
        guard !answer.isEmpty else { return nil }
        let text = String(decoding: answer, as: UTF8.self)
        guard text.hasPrefix("HTTP/1.1 200"), let head = text.range(of: "\r\n\r\n") else {
            throw BenchError("unexpected answer: \(text.prefix(300))")
        }
        return Data(text[head.upperBound...].utf8)
    }

    private static func readAll(_ socket: Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65536)
        while case let count = read(socket, &piece, piece.count), count > 0 { bytes += piece[..<count] }
        return bytes
    }

    private static func withSocket<Value>(_ body: (Int32) throws -> Value) throws -> Value {
        #if canImport(Darwin)
        let stream = SOCK_STREAM
        #else
        let stream = Int32(SOCK_STREAM.rawValue)
        #endif
        let socket = socket(AF_INET, stream, 0)
        guard socket >= 0 else { throw BenchError("no socket") }
        defer { close(socket) }
        return try body(socket)
    }

    private static func address(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return address
    }
}

extension LoopbackClient {
    private struct Page: Decodable {
        struct Item: Decodable { var id: String }
        var items: [Item]
        var total: Int
    }

    /// How many tasks are in a state, in Ark's words.
    func count(_ state: String) throws -> Int {
        try page("page_num=1&page_size=1&filter.status=\(state)").total
    }

    /// The ids of up to `limit` tasks.
    func ids(_ limit: Int) throws -> [String] {
        var ids: [String] = []
        for number in 1...(limit / 500) {
            let items = try page("page_num=\(number)&page_size=500").items
            ids += items.map(\.id)
            if items.count < 500 { break }
        }
        return ids
    }

    private func page(_ query: String) throws -> Page {
        guard let data = try send("GET", "\(Self.tasks)?\(query)") else { throw BenchError("the server is gone") }
        return try JSONDecoder().decode(Page.self, from: data)
    }
}
