import FilmgateDomain
import FilmgateMedia
import FilmgateRenderer
import HTTPTypes
import Hummingbird

/// Serves stored files at signed links.
struct FileController: Sendable {
    let files: FileAnswers
    let stills: Stills
    let signer: LinkSigner
    let now: @Sendable () -> Timestamp
    /// `nil` where nothing goes wrong on purpose.
    let simulation: SimulatedDoor?

    func mount(on router: Router<GateContext>) {
        router.get("/files/{token}/{name}") { try await answer($0, context: $1) }
        router.head("/files/{token}/{name}") { try await answer($0, context: $1) }
    }

    private func answer(_ request: Request, context: GateContext) async throws -> Response {
        try await simulated(request, name: context.parameters.get("name") ?? "", context: context) {
            do {
                return try await respond(to: request, context: context)
            } catch StoreError.busy {
                let headers: HTTPFields = [.retryAfter: "1", .xRequestID: context.requestID]
                return Response(status: .serviceUnavailable, headers: headers)
            }
        }
    }

    private func respond(to request: Request, context: GateContext) async throws -> Response {
        let token = context.parameters.get("token") ?? ""
        let name = context.parameters.get("name") ?? ""
        let moment = now().seconds
        // A forged link, an expired one and a removed file look alike.
        guard
            case .valid(let target) = signer.check(token: token, name: name, now: moment),
            let hash = try await hash(of: target),
            let response = try await files.answer(
                StoredContent(
                    hash: hash,
                    mediaType: target.mediaType,
                    name: target.name,
                    freshness: max(target.expires - moment, 0)
                ),
                to: request,
                requestID: context.requestID
            )
        else { return Response(status: .notFound, headers: [.xRequestID: context.requestID]) }
        return response
    }

    private func hash(of target: LinkTarget) async throws -> ContentHash? {
        guard let still = target.still else { return target.hash }
        do {
            return try await stills.pair(of: target.hash)?[still].hash
        } catch is ToolFailure {
            return nil
        }
    }
}

/// What a `Range` field comes to for a file of a known size (RFC 9110 section 14). Several ranges at once are served as
/// the whole, which that section allows.
enum ByteRange: Equatable {
    case whole
    case part(Range<Int>)
    case unsatisfiable

    init(_ field: String, size: Int) {
        self = .whole
        guard field.lowercased().hasPrefix("bytes=") else { return }
        let text = field.dropFirst("bytes=".count)
        let bounds = text.split(separator: "-", omittingEmptySubsequences: false)
        guard bounds.count == 2, !text.contains(",") else { return }
        let trimmed = bounds.map { $0.trimming(while: \.isWhitespace) }
        let numbers = trimmed.map(Self.position)
        switch (numbers[0], numbers[1]) {
        case (let first?, let last?) where first <= last:
            self = first < size ? .part(first..<min(last, size - 1) + 1) : .unsatisfiable
        case (let first?, nil) where trimmed[1].isEmpty:
            self = first < size ? .part(first..<size) : .unsatisfiable
        case (nil, let suffix?) where trimmed[0].isEmpty:
            self = suffix > 0 && size > 0 ? .part(max(size - suffix, 0)..<size) : .unsatisfiable
        default:
            return
        }
    }

    /// Digits alone; a number beyond every file lies behind its end.
    private static func position(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.allSatisfy({ $0.isASCII && $0.isWholeNumber }) else { return nil }
        return Int(text) ?? .max
    }
}

extension Substring {
    fileprivate func trimming(while predicate: (Character) -> Bool) -> Substring {
        var rest = drop(while: predicate)
        while let last = rest.last, predicate(last) { rest.removeLast() }
        return rest
    }
}
