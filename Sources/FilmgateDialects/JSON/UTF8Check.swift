/// Whether bytes are well-formed UTF-8 (Unicode 15, table 3-7): no overlong forms, no surrogates, nothing beyond U+10FFFF.
///
/// By hand, because the library's own check copies what it has checked, and a body may hold tens of megabytes.
enum UTF8Check {
    static func isValid(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var at = 0
        while at < bytes.count {
            if at + 8 <= bytes.count {
                let word = bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)
                if word & 0x8080_8080_8080_8080 == 0 {
                    at += 8
                    continue
                }
            }
            let lead = bytes[at]
            let length: Int
            var second: ClosedRange<UInt8> = 0x80...0xBF
            switch lead {
            case 0x00...0x7F: length = 1
            case 0xC2...0xDF: length = 2
            case 0xE0: (length, second) = (3, 0xA0...0xBF)
            case 0xED: (length, second) = (3, 0x80...0x9F)
            case 0xE1...0xEF: length = 3
            case 0xF0: (length, second) = (4, 0x90...0xBF)
            case 0xF1...0xF3: length = 4
            case 0xF4: (length, second) = (4, 0x80...0x8F)
            default: return false
            }
            guard at + length <= bytes.count else { return false }
            if length > 1, !second.contains(bytes[at + 1]) { return false }
            if length > 2, bytes[at + 2] & 0xC0 != 0x80 { return false }
            if length > 3, bytes[at + 3] & 0xC0 != 0x80 { return false }
            at += length
        }
        return true
    }
}
