import FilmgateDialects
import FilmgateDomain

/// A multipart form as pieces: files stay where they are.
struct MultipartBody {
    let contentType: String
    let pieces: [ByteRegion]

    /// `boundary`: 1 to 70 letters and digits that no file holds by chance.
    init(_ parts: [WirePart], boundary: String) {
        contentType = "multipart/form-data; boundary=\(boundary)"
        var pieces: [ByteRegion] = []
        for part in parts {
            let name = Self.quoted(part.name)
            var head = "--\(boundary)\r\nContent-Disposition: form-data; name=\(name)"
            switch part.value {
            case .text(let text):
                head += "\r\n\r\n\(text)\r\n"
                pieces.append(ByteRegion(Array(head.utf8)))
            case .file(let file):
                head += "; filename=\(Self.quoted(file.filename))\r\nContent-Type: \(Self.line(file.mediaType))\r\n\r\n"
                pieces += [ByteRegion(Array(head.utf8)), file.bytes, ByteRegion(Array("\r\n".utf8))]
            }
        }
        pieces.append(ByteRegion(Array("--\(boundary)--\r\n".utf8)))
        self.pieces = pieces
    }

    /// 32 random letters and digits.
    static func boundary() -> String {
        let alphabet = Array("abcdefghijklmnopqrstuvwxyz0123456789")
        return "filmgate" + String((0..<32).map { _ in alphabet[Int.random(in: 0..<alphabet.count)] })
    }

    /// As browsers do: quotes and line ends by percent codes.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for character in text.unicodeScalars {
            switch character {
            case "\"": result += "%22"
            case "\r": result += "%0D"
            case "\n": result += "%0A"
            default: result.unicodeScalars.append(character)
            }
        }
        return result + "\""
    }

    private static func line(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0 != "\r" && $0 != "\n" }))
    }
}
