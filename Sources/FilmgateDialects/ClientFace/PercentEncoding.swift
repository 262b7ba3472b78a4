/// Text as it may stand in a request line (RFC 3986): all but the unreserved characters are escaped.
enum PercentEncoding {
    /// One segment of a path, or a name or value of a query.
    static func escape(_ text: String) -> String {
        var escaped = ""
        escaped.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                escaped.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                escaped += "%" + String(byte >> 4, radix: 16, uppercase: true)
                escaped += String(byte & 15, radix: 16, uppercase: true)
            }
        }
        // Alone they would be steps through the path.
        return escaped == "." || escaped == ".." ? escaped.replacing(".", with: "%2E") : escaped
    }

    /// `?a=1&b=2`, in the given order; empty without items.
    static func query(_ items: [(name: String, value: String)]) -> String {
        guard !items.isEmpty else { return "" }
        return "?" + items.map { escape($0.name) + "=" + escape($0.value) }.joined(separator: "&")
    }
}
