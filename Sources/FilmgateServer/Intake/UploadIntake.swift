import FilmgateDialects
import FilmgateDomain
import FilmgateMedia

/// Takes uploaded pictures in and makes links of them that creates accept.
struct UploadIntake: Sendable {
    private static let formats = ["jpeg", "png", "webp", "gif"]

    let artifacts: any ArtifactStore
    let presenter: TaskPresenter
    let retention: Duration
    let now: @Sendable () -> Timestamp

    /// Takes a picture of at most `limit` bytes; the rules for pictures of a video hold when it is used.
    func take(_ body: ByteRegion, contentType: String, limit: Int) async throws -> UploadView {
        let parts: [MultipartPart]
        do {
            parts = try MultipartReader(contentType: contentType).parts(of: body)
        } catch {
            throw Refusal(
                .malformed,
                .request,
                .words(
                    "the body must be multipart/form-data with a field `file`: \(error)",
                    chinese: "请求体必须是带有 file 字段的 multipart/form-data"
                )
            )
        }
        guard let part = parts.first(where: { $0.name == "file" }) else {
            throw Refusal(.missing, .wire("file"), .absent)
        }
        guard part.body.count <= limit else {
            throw Refusal(.tooLarge, .wire("file"), given: "\(part.body.count)", .picture(.size(limit: limit)))
        }
        let info: PictureInfo
        do {
            info = try PictureHeader.read(part.body)
        } catch {
            throw Refusal(.invalid, .wire("file"), .picture(.format(accepted: Self.formats)))
        }
        guard Self.formats.contains(info.format.name) else {
            throw Refusal(.invalid, .wire("file"), given: info.format.name, .picture(.format(accepted: Self.formats)))
        }
        let sink = try await artifacts.makeSink()
        do {
            try await sink.write(part.body)
        } catch {
            await sink.discard()
            throw error
        }
        let file = try await sink.finish()
        let moment = now()
        let artifact = Artifact(hash: file.hash, size: file.size, mediaType: info.mediaType)
        let name = String(file.hash.rawValue.prefix(12)) + "." + info.format.fileExtension
        return UploadView(
            url: presenter.link(artifact, name: name, until: moment + retention),
            id: String(file.hash.rawValue.prefix(12)),
            filename: part.filename ?? name,
            mediaType: info.mediaType,
            size: file.size,
            createdAt: moment
        )
    }
}
