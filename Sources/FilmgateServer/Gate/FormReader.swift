import FilmgateDialects
import FilmgateDomain
import FilmgateMedia
import HTTPTypes
import Hummingbird

/// A create that comes as a form, for dialects that take one.
struct FormReader: Sendable {
    private let contentType: String
    private let dialect: any Dialect

    /// `nil` for a body that is no form.
    ///
    /// - Throws: before the body is read, where the dialect takes none.
    init?(_ request: Request, dialect: any Dialect) throws(Refusal) {
        guard let type = request.headers[.contentType], type.lowercased().hasPrefix("multipart/") else { return nil }
        guard try dialect.document(of: []) != nil else {
            throw Refusal(
                .unsupportedMediaType,
                .wire("Content-Type"),
                given: type,
                .rule(.oneOf(["application/json"]))
            )
        }
        contentType = type
        self.dialect = dialect
    }

    /// The form as the JSON that the dialect would have been sent instead.
    func document(in body: ByteRegion) throws(Refusal) -> JSONValue {
        let parts: [MultipartPart]
        do throws(MultipartError) {
            parts = try MultipartReader(contentType: contentType).parts(of: body)
        } catch {
            throw Refusal(
                .malformed,
                .request,
                .words("the body is no form: \(error)", chinese: "请求体不是有效的 multipart/form-data")
            )
        }
        let fields = parts.map {
            FormPart(name: $0.name, filename: $0.filename, contentType: $0.contentType, body: $0.body)
        }
        return try dialect.document(of: fields) ?? .null
    }
}
