import FilmgateDomain
import FilmgateEngine
import FilmgateMedia
import Logging

/// Brings the pictures of a request in: from the web, from inside the body, or from our own links.
struct PictureIntake: MediaIntake {
    let artifacts: any ArtifactStore
    let calls: BlockingCalls
    let fetcher: GuardedFetcher
    let signer: LinkSigner
    let address: PublicAddress
    let now: @Sendable () -> Timestamp
    let logger: Logger

    func take(
        _ medium: PlannedMedium,
        spec: PictureSpec,
        model: String
    ) async throws(Refusal) -> (artifact: Artifact, pixels: PixelSize) {
        let subject = Refusal.Subject.item(path: medium.path + ".image_url")
        let file: StoredFile =
            switch medium.source {
            case .url(let url): try await stored(url, subject: subject, spec: spec)
            case .data(let text): try await decoded(text, subject: subject, spec: spec)
            }
        let info = try await header(of: file, subject: subject, spec: spec)
        if let fault = spec.fault(of: info, size: file.size) {
            throw Refusal(.invalid, subject, .picture(fault), model: model)
        }
        return (
            Artifact(hash: file.hash, size: file.size, mediaType: info.mediaType),
            PixelSize(width: info.width, height: info.height)
        )
    }

    /// A link of our own leads straight to the file; any other address is fetched, guarded.
    private func stored(
        _ url: String,
        subject: Refusal.Subject,
        spec: PictureSpec
    ) async throws(Refusal) -> StoredFile {
        let base = address.text + LinkSigner.pathPrefix
        if url.hasPrefix(base) {
            guard case .valid(let target) = signer.check(path: url.dropFirst(address.text.count), now: now().seconds)
            else {
                throw Refusal(.invalid, subject, given: url, Self.expired)
            }
            do {
                if let size = try await artifacts.renew(target.hash) {
                    return StoredFile(hash: target.hash, size: size)
                }
            } catch {
                throw internalFailure(error)
            }
            throw Refusal(.invalid, subject, given: url, Self.gone)
        }
        do throws(FetchError) {
            return try await fetcher.fetch(url, limits: FetchLimits(bytes: spec.sizeLimit), into: artifacts)
        } catch {
            switch error {
            case .tooLarge:
                throw Refusal(.invalid, subject, given: url, .picture(.size(limit: spec.sizeLimit)))
            case .notStored(let reason):
                throw internalFailure(reason)
            case .badURL, .forbiddenAddress, .unresolvable, .timedOut, .status, .connectionFailed, .redirectLimit,
                .cancelled:
                throw Refusal(.invalid, subject, given: url, error.reason)
            }
        }
    }

    private func decoded(
        _ text: ByteRegion,
        subject: Refusal.Subject,
        spec: PictureSpec
    ) async throws(Refusal) -> StoredFile {
        let data: Base64DataURL
        do {
            data = try Base64DataURL(text, limit: spec.sizeLimit)
        } catch DataURLError.tooLarge {
            throw Refusal(.invalid, subject, .picture(.size(limit: spec.sizeLimit)))
        } catch {
            throw Refusal(.invalid, subject, given: text.start, .picture(.dataURL))
        }
        do {
            let sink = try await artifacts.makeSink()
            do {
                try await data.decode(into: sink)
                return try await sink.finish()
            } catch {
                await sink.discard()
                throw error
            }
        } catch DataURLError.notStored(let reason) {
            throw internalFailure(reason)
        } catch is DataURLError {
            throw Refusal(.invalid, subject, given: text.start, .picture(.dataURL))
        } catch {
            throw internalFailure(error)
        }
    }

    private func header(
        of file: StoredFile,
        subject: Refusal.Subject,
        spec: PictureSpec
    ) async throws(Refusal) -> PictureInfo {
        do {
            guard let path = try await artifacts.localPath(of: file.hash) else {
                throw Refusal(.failure, .request, .plain)
            }
            return try await calls.run { try PictureHeader.read(FileBytes(path: path)) }
        } catch let refusal as Refusal {
            throw refusal
        } catch let error as PictureHeaderError {
            switch error {
            case .unknownFormat: throw Refusal(.invalid, subject, .picture(.format(accepted: spec.formats)))
            case .truncated, .malformed: throw Refusal(.invalid, subject, .picture(.damaged))
            case .unreadable(let error): throw internalFailure(error)
            }
        } catch {
            throw internalFailure(error)
        }
    }

    private static let expired = Refusal.Reason.downloadFailed(
        detail: "the link is not valid any more",
        chinese: "链接已失效"
    )
    private static let gone = Refusal.Reason.downloadFailed(detail: "the file is gone", chinese: "文件已删除")

    private func internalFailure(_ error: Any) -> Refusal {
        logger.error("picture not kept", metadata: ["error": "\(error)"])
        return Refusal(.unavailable(retryAfter: .seconds(5)), .request, .plain)
    }
}

extension ByteRegion {
    /// How a data URL begins, for people.
    fileprivate var start: String {
        let head = self[0..<40].bytes
        return String(decoding: head, as: UTF8.self) + (count > head.count ? "..." : "")
    }
}

extension FetchError {
    /// Why, for whoever gave the address.
    fileprivate var reason: Refusal.Reason {
        let chinese =
            switch self {
            case .badURL: "地址无效"
            case .forbiddenAddress(let host): "主机 \(host) 不是公网地址"
            case .unresolvable(let host): "找不到主机 \(host)"
            case .timedOut: "对方服务器响应超时"
            case .status(let status): "对方服务器返回状态 \(status)"
            case .tooLarge(let limit): "文件超过 \(limit) 字节"
            case .connectionFailed: "无法连接对方服务器"
            case .redirectLimit: "重定向次数过多"
            case .cancelled: "下载已中断"
            case .notStored: "文件无法保存"
            }
        return .downloadFailed(detail: description, chinese: chinese)
    }
}

extension PictureSpec {
    /// What of the rules a picture breaks; `nil` where it keeps them all (ark.md section 3).
    fileprivate func fault(of info: PictureInfo, size: Int) -> Refusal.PictureFault? {
        if !formats.contains(info.format.name) { return .format(accepted: formats) }
        if size >= sizeLimit { return .size(limit: sizeLimit) }
        if !sides.contains(info.width) || !sides.contains(info.height) {
            return .side(width: info.width, height: info.height, allowed: sides)
        }
        if !aspects.contains(Double(info.width) / Double(info.height)) {
            return .aspect(
                width: info.width,
                height: info.height,
                minimum: aspects.lowerBound,
                maximum: aspects.upperBound
            )
        }
        return nil
    }
}
