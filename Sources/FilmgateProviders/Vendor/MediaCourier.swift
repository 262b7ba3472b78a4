import FilmgateClient
import FilmgateDialects
import FilmgateDomain
import FilmgateMedia

/// Brings an order's media to where the vendor can take them.
struct MediaCourier: Sendable {
    let provider: VendorProvider

    enum Failure: Error {
        /// The order cannot be made there.
        case cannot(CannotExpress)
        /// The vendor did not take an upload; certainly no task was made.
        case refused(UpstreamRefusal)
    }

    /// How one medium goes.
    private enum Way {
        case address(String)
        case link
        /// Inside the create, made into one of `types` where those are not all.
        case inline(types: Set<String>?)
        case upload(types: Set<String>, limit: Int)
    }

    /// Whether there is a way for the medium; asked before anything is accepted.
    func check(_ medium: OrderedMedium, at index: Int, of order: VideoOrder) throws(CannotExpress) {
        _ = try way(of: medium, path: Self.path(index, order))
    }

    /// Where the vendor finds each medium of the order.
    func deliver(_ order: VideoOrder) async throws(Failure) -> [MediaSource] {
        var sources: [MediaSource] = []
        for (index, medium) in order.media.enumerated() {
            sources.append(try await deliver(medium, path: Self.path(index, order)))
        }
        return sources
    }

    /// Where the medium stands in Ark's words: behind the text, if there is one.
    private static func path(_ index: Int, _ order: VideoOrder) -> String {
        "content[\(order.prompt.isEmpty ? index : index + 1)]"
    }

    private func way(of medium: OrderedMedium, path: String) throws(CannotExpress) -> Way {
        if let origin = medium.origin { return .address(origin) }
        for delivery in provider.face.traits.delivery {
            switch delivery {
            case .dataURL(let kinds) where kinds.contains(medium.kind): return .inline(types: nil)
            case .part(let types): return .inline(types: types)
            case .upload(let types, let limit) where types.contains(where: { $0.hasPrefix(medium.kind.rawValue) }):
                if types.contains(medium.artifact.mediaType), medium.artifact.size <= limit {
                    return .upload(types: types, limit: limit)
                }
                guard medium.kind == .image, Self.target(among: types) != nil else { break }
                return .upload(types: types, limit: limit)
            case .dataURL, .upload: break
            }
        }
        if provider.link != nil { return .link }
        let type = medium.artifact.mediaType
        throw CannotExpress(path, value: type, "the vendor takes such a medium by a public address alone")
    }

    private func deliver(_ medium: OrderedMedium, path: String) async throws(Failure) -> MediaSource {
        switch try cannot({ () throws(CannotExpress) in try way(of: medium, path: path) }) {
        case .address(let address): return .url(address)
        case .link:
            guard let url = await provider.link?(medium.artifact) else {
                throw .cannot(CannotExpress(path, "there is no public address for it"))
            }
            return .url(url)
        case .inline(let types):
            let (bytes, place) = try await file(of: medium, path)
            let type = medium.artifact.mediaType
            guard let types, medium.kind == .image, !types.contains(type), Self.target(among: types) != nil else {
                return .data(DataURL.text(bytes, mediaType: type))
            }
            let made = try await converted(medium, at: place, path, types, .max)
            return .data(DataURL.text(made.bytes, mediaType: made.mediaType))
        case .upload(let types, let limit):
            return .url(try await upload(medium, path, types, limit))
        }
    }

    private func upload(
        _ medium: OrderedMedium,
        _ path: String,
        _ types: Set<String>,
        _ limit: Int
    ) async throws(Failure) -> String {
        let (bytes, place) = try await file(of: medium, path)
        var upload = WireFile(bytes: bytes, mediaType: medium.artifact.mediaType, filename: "")
        if !types.contains(upload.mediaType) || bytes.count > limit {
            upload = try await converted(medium, at: place, path, types, limit)
        }
        let name = String(medium.artifact.hash.rawValue.prefix(16))
        upload.filename = "\(name).\(MediaTypes.ending(of: upload.mediaType))"
        let reply: WireReply
        do throws(TransportError) {
            reply = try await provider.endpoint.reply(
                to: provider.face.upload(upload),
                timeout: provider.timeouts.upload
            )
        } catch {
            throw .refused(.unreachable(provider.account.name, error.reason))
        }
        switch provider.face.uploaded(reply) {
        case .address(let address): return address
        case .refused(let refusal): throw .refused(refusal)
        case .unreadable(let reason): throw .refused(.unreachable(provider.account.name, reason))
        }
    }

    /// The type that a picture is made into where the vendor does not take its own, best first.
    private static func target(among types: Set<String>) -> String? {
        ["image/png", "image/jpeg"].first(where: types.contains)
    }

    private func converted(
        _ medium: OrderedMedium,
        at place: String,
        _ path: String,
        _ types: Set<String>,
        _ limit: Int
    ) async throws(Failure) -> WireFile {
        let source = medium.artifact.mediaType
        var reason = "the vendor takes \(types.sorted().joined(separator: ", ")) of at most \(limit) bytes"
        // What is too large as a PNG may do as a JPEG.
        for type in ["image/png", "image/jpeg"] where types.contains(type) {
            let target = provider.workshop.path(ending: MediaTypes.ending(of: type))
            defer { provider.workshop.remove(target) }
            do {
                try await provider.tools.convert(pictureAt: place, of: source, to: target, type: type)
                let bytes = ByteRegion(try MappedFile(path: target))
                if bytes.count <= limit { return WireFile(bytes: bytes, mediaType: type, filename: "") }
            } catch let error as MediaToolError {
                reason = "the picture cannot be made into what the vendor takes: \(error.reason)"
            } catch {
                reason = "the picture cannot be made into what the vendor takes: \(error)"
            }
        }
        throw .cannot(CannotExpress(path, value: source, reason))
    }

    private func file(of medium: OrderedMedium, _ path: String) async throws(Failure) -> (ByteRegion, String) {
        do {
            if let place = try await provider.artifacts.localPath(of: medium.artifact.hash) {
                return (ByteRegion(try MappedFile(path: place)), place)
            }
        } catch {
            throw .refused(.unreachable(provider.account.name, "the artifact store does not answer: \(error)"))
        }
        throw .cannot(CannotExpress(path, "the medium is gone"))
    }

    private func cannot<Value>(_ body: () throws(CannotExpress) -> Value) throws(Failure) -> Value {
        do throws(CannotExpress) {
            return try body()
        } catch {
            throw .cannot(error)
        }
    }
}

extension UpstreamRefusal {
    /// Nothing was sent that could have made a task, through no fault of the order.
    static func unreachable(_ account: ProviderName, _ reason: String) -> UpstreamRefusal {
        UpstreamRefusal(
            .infrastructure,
            TaskFailure(
                code: "InternalServiceError",
                message: "The provider \(account.rawValue) was not reached: \(reason)"
            )
        )
    }
}
