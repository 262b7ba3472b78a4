import Crypto
import FilmgateDialects
import FilmgateDomain
import FilmgateMedia
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Where accounts may tell that a task has changed: `POST /callbacks/upstream/{provider}/{token}`. What they say is not
/// believed; it is a hint to ask.
struct UpstreamCallbacks: Sendable {
    /// The most that a body may have; all that is read of it is an id.
    private static let limit = 1 << 20

    private let secret: SymmetricKey
    private let address: PublicAddress

    /// `secret` has 32 bytes.
    init(secret: [UInt8], address: PublicAddress) {
        self.secret = SymmetricKey(data: secret)
        self.address = address
    }

    /// The secret of that data directory, made where there is none yet.
    static func secret(in directory: String) throws -> [UInt8] {
        let path = directory + "/upstream-callbacks.key"
        if let kept = FileManager.default.contents(atPath: path), kept.count == 32 { return Array(kept) }
        let fresh = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
        try FileSystem.remove(path)
        let file = try OpenFile.creating(path)
        try fresh.withUnsafeBytes { try file.write($0) }
        try file.sync()
        return fresh
    }

    /// What a create to that account names as the address to tell. It ends as XCompute, which is given the part before, puts
    /// it together.
    func url(for provider: ProviderName) -> String {
        "\(address.text)/callbacks/upstream/\(provider.rawValue)/\(token(for: provider))/callback"
    }

    /// Nobody can guess it who was not told it.
    func token(for provider: ProviderName) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Data("upstream/\(provider.rawValue)".utf8), using: secret)
        return Hex.string(code.prefix(20))
    }

    func isRight(_ token: String, for provider: ProviderName) -> Bool {
        let expected = Array(self.token(for: provider).utf8)
        let given = Array(token.utf8)
        guard expected.count == given.count else { return false }
        return zip(expected, given).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// `face` is how the account speaks, as it is configured now; `hint` is told the id that the account has for a task.
    func mount(
        on router: Router<GateContext>,
        face: @escaping @Sendable (ProviderName) -> (any ClientFace)?,
        hint: @escaping @Sendable (_ upstreamID: String, _ provider: ProviderName) -> Void
    ) {
        // Some vendors append a path of their own.
        for path in ["/callbacks/upstream/{provider}/{token}", "/callbacks/upstream/{provider}/{token}/callback"] {
            router.post(RouterPath(path)) { request, context in
                let provider = ProviderName(rawValue: context.parameters.get("provider") ?? "")
                guard
                    isRight(context.parameters.get("token") ?? "", for: provider),
                    let face = face(provider)
                else { return Response(status: .notFound, headers: [.xRequestID: context.requestID]) }
                let body = try await request.body.collect(upTo: Self.limit)
                if let value = try? JSONParser.document(in: ByteRegion(Array(body.readableBytesView))),
                    let id = face.hint(value)
                {
                    hint(id, provider)
                }
                return Response(status: .noContent, headers: [.xRequestID: context.requestID])
            }
        }
    }
}
