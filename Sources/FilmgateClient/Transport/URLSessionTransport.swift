public import FilmgateDomain
import Foundation
import Synchronization

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// The transport that every platform of Swift has: `URLSession`, without cookies, caches or redirects.
///
/// It tells only some failures before a byte from the others: where the system does not say, the request counts as sent.
///
/// Creates travel over connections of their own: some systems repeat a request by themselves when a kept connection turns
/// out to be dead, and a create must not be sent twice.
public final class URLSessionTransport: HTTPTransport {
    private let reading: URLSession

    public init() {
        reading = Self.session()
    }

    deinit {
        reading.finishTasksAndInvalidate()
    }

    public func send(_ call: HTTPCall, limit: Int) async throws(TransportError) -> HTTPAnswer {
        let body = Mutex<[UInt8]>([])
        let head = Mutex<HTTPAnswer?>(nil)
        do {
            try await stream(call) { answer in
                head.withLock { $0 = answer }
            } piece: { bytes in
                let isWithin = body.withLock { body in
                    guard body.count + bytes.count <= limit else { return false }
                    bytes.withUnsafeBytes { body.append(contentsOf: $0) }
                    return true
                }
                guard isWithin else {
                    throw TransportError(.exchanging, "the answer has more than \(limit) bytes")
                }
            }
        } catch let error as TransportError {
            throw error
        } catch {
            throw TransportError(.exchanging, "cancelled", isCancellation: true)
        }
        guard var answer = head.withLock({ $0 }) else {
            throw TransportError(.exchanging, "the connection ended without an answer")
        }
        answer.body = body.withLock { $0 }
        return answer
    }

    public func stream(
        _ call: HTTPCall,
        head: @escaping @Sendable (HTTPAnswer) throws -> Void,
        piece: @escaping @Sendable @concurrent (ByteRegion) async throws -> Void
    ) async throws {
        guard let url = URL(string: call.url) else {
            throw TransportError(.connecting, "\(call.url) is no URL")
        }
        var request = URLRequest(url: url, cachePolicy: .reloadIgnoringLocalCacheData)
        request.httpMethod = call.method
        // Both kinds of silence count; the whole is bounded below.
        request.timeoutInterval = Self.seconds(call.idle ?? call.timeout)
        for header in call.headers { request.setValue(header.value, forHTTPHeaderField: header.name) }
        if !call.body.isEmpty { request.httpBody = Self.body(call.body) }

        let session = call.isRead ? reading : Self.session()
        defer { if session !== reading { session.finishTasksAndInvalidate() } }
        let (events, continuation) = AsyncThrowingStream<TransferEvent, any Error>.makeStream()
        let task = session.dataTask(with: request)
        task.delegate = nil
        Self.watcher(of: session).watch(task, continuation)
        continuation.onTermination = { _ in task.cancel() }
        let timer = Task {
            // It is cancelled with the exchange; it is unstructured because the exchange runs in the caller's own task.
            try await Task.sleep(for: call.timeout)
            continuation.finish(
                throwing: TransportError(.exchanging, "no whole answer within \(call.timeout)", isTimeout: true)
            )
        }
        defer { timer.cancel() }
        task.resume()
        do {
            for try await event in events {
                switch event {
                case .head(let answer): try head(answer)
                case .piece(let data):
                    try await piece(ByteRegion(FilledBytes(count: data.count) { $0.copyBytes(from: data) }))
                }
            }
        } catch let error as URLError {
            throw Self.meaning(of: error)
        }
        try Task.checkCancellation()
    }

    private static func session() -> URLSession {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpCookieStorage = nil
        configuration.httpShouldSetCookies = false
        configuration.urlCache = nil
        configuration.httpMaximumConnectionsPerHost = 16
        return URLSession(configuration: configuration, delegate: TransferWatcher(), delegateQueue: nil)
    }

    private static func watcher(of session: URLSession) -> TransferWatcher {
        guard let watcher = session.delegate as? TransferWatcher else {
            preconditionFailure("every session is made with a watcher and keeps it until it is invalidated")
        }
        return watcher
    }

    /// One piece is sent from where it is; several are put together.
    private static func body(_ pieces: [ByteRegion]) -> Data {
        if pieces.count == 1, let only = pieces.first {
            return only.withUnsafeBytes { source in
                guard let base = source.baseAddress else { return Data() }
                return Data(
                    bytesNoCopy: UnsafeMutableRawPointer(mutating: base),
                    count: source.count,
                    // Keeps the region, and so its bytes, for as long as the data.
                    deallocator: .custom { _, _ in withExtendedLifetime(only) {} }
                )
            }
        }
        var data = Data(capacity: pieces.reduce(0) { $0 + $1.count })
        for piece in pieces { piece.withUnsafeBytes { data.append(contentsOf: $0) } }
        return data
    }

    private static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    }

    /// What a failure says of how far the request came. What is not certain counts as sent.
    private static func meaning(of error: URLError) -> any Error {
        switch error.code {
        case .cancelled: CancellationError()
        case .cannotFindHost, .dnsLookupFailed, .cannotConnectToHost, .notConnectedToInternet, .badURL, .unsupportedURL,
            .secureConnectionFailed, .serverCertificateHasBadDate, .serverCertificateUntrusted,
            .serverCertificateHasUnknownRoot, .serverCertificateNotYetValid:
            TransportError(.connecting, error.localizedDescription)
        case .timedOut:
            TransportError(.exchanging, error.localizedDescription, isTimeout: true)
        default:
            TransportError(.exchanging, error.localizedDescription)
        }
    }
}

/// What happens to one request.
private enum TransferEvent: Sendable {
    case head(HTTPAnswer)
    case piece(Data)
}

/// Hands what a session says of each of its requests to whoever waits for it.
private final class TransferWatcher: NSObject, URLSessionDataDelegate, Sendable {
    private typealias Waiter = AsyncThrowingStream<TransferEvent, any Error>.Continuation

    private let waiters = Mutex<[Int: Waiter]>([:])

    func watch(_ task: URLSessionTask, _ waiter: AsyncThrowingStream<TransferEvent, any Error>.Continuation) {
        waiters.withLock { $0[task.taskIdentifier] = waiter }
    }

    private func waiter(_ task: URLSessionTask) -> Waiter? {
        waiters.withLock { $0[task.taskIdentifier] }
    }

    func urlSession(
        _ session: URLSession,
        task: URLSessionTask,
        willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest,
        completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }

    func urlSession(
        _ session: URLSession,
        dataTask: URLSessionDataTask,
        didReceive response: URLResponse,
        completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
    ) {
        if let response = response as? HTTPURLResponse {
            var headers: [String: String] = [:]
            for (name, value) in response.allHeaderFields {
                headers["\(name)".lowercased()] = "\(value)"
            }
            waiter(dataTask)?.yield(.head(HTTPAnswer(status: response.statusCode, headers: headers)))
        }
        completionHandler(.allow)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        waiter(dataTask)?.yield(.piece(data))
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        let waiter = waiters.withLock { $0.removeValue(forKey: task.taskIdentifier) }
        waiter?.finish(throwing: error)
    }
}
