import FilmgateDomain
import FilmgateEngine
import FilmgateMedia
import Logging

/// Brings the media of a request in: from the web, from inside the body, or from our own links.
struct GuardedMediaIntake: MediaIntake {
    let artifacts: any ArtifactStore
    let calls: BlockingCalls
    let fetcher: GuardedFetcher
    let signer: LinkSigner
    let address: PublicAddress
    let now: @Sendable () -> Timestamp
    let logger: Logger

    func take(_ plan: OrderPlan, model: ModelSpec) async throws(Refusal) -> [TakenMedium] {
        let rules = MediaRules(model: model, order: plan.order)
        var taken: [TakenMedium] = []
        for result in await results(of: plan.media, model: model, rules: rules) { taken.append(try result.get()) }
        try rules.checkTotals(
            zip(plan.media, taken).map { ($0.kind, $1.milliseconds.map { Double($0) / 1000 }) }
        )
        return taken
    }

    /// Media of one request that are fetched at a time.
    private static let width = 4

    /// A few at a time, begun in their order. Once one fails no more are begun, so the first failure in the order is the one
    /// that is told, however they overtake each other.
    private func results(
        of media: [PlannedMedium],
        model: ModelSpec,
        rules: MediaRules
    ) async -> [Result<TakenMedium, Refusal>] {
        await withTaskGroup(of: (Int, Result<TakenMedium, Refusal>).self) { group in
            var results = [Result<TakenMedium, Refusal>?](repeating: nil, count: media.count)
            var next = 0
            var hasFailed = false
            while true {
                while next < media.count, !hasFailed, next - results.count(where: { $0 != nil }) < Self.width {
                    let index = next
                    group.addTask { (index, await result(of: media[index], model: model, rules: rules)) }
                    next += 1
                }
                guard let (index, result) = await group.next() else { return results.compactMap(\.self) }
                results[index] = result
                if case .failure = result { hasFailed = true }
            }
        }
    }

    /// A function of its own: where the number is put beside a call that throws a typed error, the optimizer of Swift 6.3 loses
    /// the number.
    private func result(
        of medium: PlannedMedium,
        model: ModelSpec,
        rules: MediaRules
    ) async -> Result<TakenMedium, Refusal> {
        do throws(Refusal) {
            return .success(try await take(medium, model: model, rules: rules))
        } catch {
            return .failure(error)
        }
    }

    private func take(
        _ medium: PlannedMedium,
        model: ModelSpec,
        rules: MediaRules
    ) async throws(Refusal) -> TakenMedium {
        let item = MediumBeingTaken(medium, model: model)
        var origin: String?
        let file: StoredFile
        switch medium.source {
        case .url(let url):
            (file, origin) = try await stored(url, item)
        case .data(let text):
            file = try await decoded(text, item)
        }
        let (facts, mediaType) = try await header(of: file, item)
        // A picture's fault is told of its address, a clip's of the whole item (models.md section 6.2).
        try rules.check(facts, of: medium.kind, at: medium.kind == .image ? item.place : medium.path)
        return TakenMedium(
            artifact: Artifact(hash: file.hash, size: file.size, mediaType: mediaType),
            pixels: facts.pixels,
            milliseconds: facts.seconds.map { Int(($0 * 1000).rounded()) },
            origin: origin
        )
    }

    /// A link of our own leads straight to the file; any other address is fetched, guarded. With the file comes its address
    /// where everybody can fetch it.
    private func stored(
        _ url: String,
        _ item: MediumBeingTaken
    ) async throws(Refusal) -> (StoredFile, origin: String?) {
        let base = address.text + LinkSigner.pathPrefix
        if url.hasPrefix(base) {
            guard case .valid(let target) = signer.check(path: url.dropFirst(address.text.count), now: now().seconds)
            else {
                throw Refusal(.invalid, item.subject, given: url, Self.expired)
            }
            do {
                if let size = try await artifacts.renew(target.hash) {
                    return (StoredFile(hash: target.hash, size: size), nil)
                }
            } catch {
                throw internalFailure(error)
            }
            throw Refusal(.invalid, item.subject, given: url, Self.gone)
        }
        do throws(FetchError) {
            let file = try await fetcher.fetch(url, limits: item.limits, into: artifacts)
            return (file, await fetcher.isPublic(url) ? url : nil)
        } catch {
            switch error {
            case .tooLarge:
                throw Refusal(.invalid, item.subject, given: url, item.tooLarge)
            case .notStored(let reason):
                throw internalFailure(reason)
            case .badURL, .forbiddenAddress, .unresolvable, .timedOut, .status, .connectionFailed, .redirectLimit,
                .cancelled:
                throw Refusal(.invalid, item.subject, given: url, error.reason)
            }
        }
    }

    private func decoded(_ text: ByteRegion, _ item: MediumBeingTaken) async throws(Refusal) -> StoredFile {
        let data: Base64DataURL
        do {
            data = try Base64DataURL(text, kind: item.kind.rawValue, limit: item.sizeLimit)
        } catch DataURLError.tooLarge {
            throw Refusal(.invalid, item.subject, item.tooLarge)
        } catch {
            throw Refusal(.invalid, item.subject, given: text.start, item.badDataURL)
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
            throw Refusal(.invalid, item.subject, given: text.start, item.badDataURL)
        } catch {
            throw internalFailure(error)
        }
    }

    private func header(
        of file: StoredFile,
        _ item: MediumBeingTaken
    ) async throws(Refusal) -> (MediumFacts, mediaType: String) {
        do {
            guard let path = try await artifacts.localPath(of: file.hash) else {
                throw Refusal(.failure, .request, .plain)
            }
            return try await calls.run { try MediumHeader.read(FileBytes(path: path), as: item.kind) }
        } catch let refusal as Refusal {
            throw refusal
        } catch let fault as MediumHeader.Fault {
            switch fault {
            case .unknownFormat: throw Refusal(.invalid, item.subject, item.unknownFormat)
            case .damaged(let reason): throw Refusal(.invalid, item.subject, item.damaged(reason))
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
        logger.error("medium not kept", metadata: ["error": "\(error)"])
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
