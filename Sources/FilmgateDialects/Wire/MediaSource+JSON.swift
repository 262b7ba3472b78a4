import FilmgateDomain

extension MediaSource {
    /// A data URL stays the bytes that it is in the body; everything else is an address, whatever its scheme: whoever
    /// fetches it decides.
    init(_ value: JSONValue, at path: String) throws(Refusal) {
        if case .long(let region) = value, Self.isDataURL(region[0..<5].bytes) {
            self = .data(region)
            return
        }
        let text = try value.string(as: .item(path: path))
        guard !text.isEmpty else { throw value.refused(.notEmpty, as: .item(path: path)) }
        self = Self.isDataURL(Array(text.utf8.prefix(5))) ? .data(ByteRegion(Array(text.utf8))) : .url(text)
    }

    private static func isDataURL(_ head: [UInt8]) -> Bool {
        head.map { $0 | 0x20 } == Array("data:".utf8)
    }
}
