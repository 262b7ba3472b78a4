/// Base64 in the alphabet for URLs, without padding (RFC 4648, section 5).
enum Base64URL {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count * 4 + 2) / 3)
        var bits: UInt32 = 0
        var count = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 6 {
                count -= 6
                text.append(alphabet[Int(bits >> UInt32(count) & 63)])
            }
        }
        if count > 0 { text.append(alphabet[Int(bits << UInt32(6 - count) & 63)]) }
        return String(decoding: text, as: UTF8.self)
    }

    /// The `count` bytes that `text` spells in the one way that ``encode(_:)`` writes them; `nil` else.
    static func decode(_ text: some StringProtocol, count: Int) -> [UInt8]? {
        let characters = Array(text.utf8)
        guard characters.count == (count * 4 + 2) / 3 else { return nil }
        let whole = characters.count / 4 * 4
        var bytes = [UInt8](repeating: 0, count: whole / 4 * 3)
        let bad = characters[..<whole].withUnsafeBytes { source in
            bytes.withUnsafeMutableBytes { Base64Tables.url.decodeGroups(source, into: $0) }
        }
        guard bad == nil else { return nil }
        if whole < characters.count {
            guard let tail = Base64Tables.url.decodeTail(characters[whole...]) else { return nil }
            bytes += tail
        }
        return bytes
    }
}
