import FilmgateDialects
import FilmgateDomain

/// Brings the media of a request to the vendor before the create that names them.
struct MediaHandover: Sendable {
    let client: FilmgateClient

    /// The request with every data URL that the vendor does not take inside a create replaced by an uploaded one's address.
    func handOver(_ request: GenerationRequest) async throws(ClientError) -> GenerationRequest {
        var request = request
        for index in request.content.indices {
            guard case .media(var medium) = request.content[index].body, case .data(let url) = medium.source else {
                continue
            }
            let path = request.content[index].path
            medium.source = try await source(of: medium.kind, url, path)
            request.content[index].body = .media(medium)
        }
        return request
    }

    private func source(
        of kind: MediaKind,
        _ url: ByteRegion,
        _ path: String
    ) async throws(ClientError) -> MediaSource {
        for delivery in client.face.traits.delivery {
            switch delivery {
            case .dataURL(let kinds) where kinds.contains(kind): return .data(url)
            case .part(let types) where types.contains(DataURL.mediaType(url) ?? ""): return .data(url)
            case .upload(let types, let limit) where types.contains(where: { $0.hasPrefix(kind.rawValue) }):
                return .url(try await upload(url, path, types, limit))
            case .dataURL, .part, .upload: continue
            }
        }
        throw .cannotExpress(CannotExpress(path, "the vendor takes a medium of this kind by a public URL alone"))
    }

    private func upload(
        _ url: ByteRegion,
        _ path: String,
        _ types: Set<String>,
        _ limit: Int
    ) async throws(ClientError) -> String {
        guard let file = DataURL.file(url, name: "medium") else {
            throw .cannotExpress(CannotExpress(path, "it is no data URL with base64"))
        }
        guard types.contains(file.mediaType) else {
            throw .cannotExpress(
                CannotExpress(path, value: file.mediaType, "the vendor takes \(types.sorted().joined(separator: ", "))")
            )
        }
        guard file.bytes.count <= limit else {
            throw .cannotExpress(
                CannotExpress(path, value: "\(file.bytes.count) bytes", "the vendor takes at most \(limit) bytes")
            )
        }
        return try await client.tries { () throws(ClientError) in
            let call = client.face.upload(file)
            let reply = try await client.reply(to: call, timeout: client.policy.uploadTimeout)
            switch client.face.uploaded(reply) {
            case .address(let address): return address
            case .refused(let refusal): throw .refused(VendorRefusal(refusal, status: reply.status))
            case .unreadable(let reason): throw .unreadable(status: reply.status, reason: reason)
            }
        }
    }
}
