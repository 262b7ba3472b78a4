import Crypto
import FilmgateDialects
import FilmgateDomain
import FilmgateMedia
import HTTPTypes
import Hummingbird

/// Reads `Idempotency-Key`: a create that repeats it within 24 hours is answered as the first one was.
enum IdempotencyHeader {
    /// Characters of a key.
    private static let lengths = 1...255

    /// `form` holds what a multipart body said: its raw bytes differ at each repetition, by their boundary.
    static func key(
        of request: Request,
        operation: String,
        body: ByteRegion,
        form: JSONValue?
    ) throws(Refusal) -> IdempotencyKey? {
        guard let text = request.headers[.idempotencyKey] else { return nil }
        guard lengths.contains(text.unicodeScalars.count), text.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) else {
            throw Refusal(.invalid, .wire("Idempotency-Key"), given: text, .rule(.printable(lengths)))
        }
        let said = form.map { ByteRegion(JSONWriter.bytes($0)) } ?? body
        var hasher = SHA256()
        said.withUnsafeBytes { hasher.update(bufferPointer: $0) }
        let digits = hasher.finalize().withUnsafeBytes { Hex.string($0) }
        guard let fingerprint = ContentHash(rawValue: digits) else { throw Refusal(.failure, .request, .plain) }
        return IdempotencyKey(key: text, operation: operation, fingerprint: fingerprint)
    }
}
