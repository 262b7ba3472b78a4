/// A 128-bit identifier that sorts by the time it was made: 48 bits of Unix milliseconds, then 80 random bits.
public struct ULID: Hashable, Comparable, Sendable {
    /// The upper 64 bits: milliseconds, then the first 16 random bits.
    public let high: UInt64
    /// The lower 64 bits, all random.
    public let low: UInt64

    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Milliseconds since 1970; only the lower 48 bits are kept.
    public init(milliseconds: UInt64, random: (UInt16, UInt64)) {
        high = milliseconds << 16 | UInt64(random.0)
        low = random.1
    }

    /// Milliseconds since 1970 at which this id was made.
    public var milliseconds: UInt64 { high >> 16 }

    public static func < (left: ULID, right: ULID) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }

    /// The canonical form: 26 characters of Crockford's base 32, upper case.
    public var text: String { Base32.encode(high: high, low: low, digits: 26, alphabet: Base32.upper) }

    /// Reads the canonical form in either case; `nil` for anything else, values beyond 128 bits included.
    public init?(text: some StringProtocol) {
        guard let value = Base32.decode(text, digits: 26) else { return nil }
        self.init(high: value.high, low: value.low)
    }
}

/// Crockford's base 32: digits and letters without i, l, o and u, so that no id spells anything or is misread.
public enum Base32 {
    public static let upper = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
    public static let lower = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    /// The lowest `5 * digits` bits of a 128-bit value, most significant digit first.
    public static func encode(high: UInt64, low: UInt64, digits: Int, alphabet: [UInt8]) -> String {
        String(unsafeUninitializedCapacity: digits) { buffer in
            var (high, low) = (high, low)
            for index in stride(from: digits - 1, through: 0, by: -1) {
                buffer[index] = alphabet[Int(low & 31)]
                low = low >> 5 | high << 59
                high >>= 5
            }
            return digits
        }
    }

    /// The value of exactly `digits` digits in either case; `nil` for another length, another character or an overflow.
    public static func decode(_ text: some StringProtocol, digits: Int) -> (high: UInt64, low: UInt64)? {
        var high: UInt64 = 0
        var low: UInt64 = 0
        var count = 0
        for byte in text.utf8 {
            guard let value = values[Int(byte)], high >> 59 == 0 else { return nil }
            high = high << 5 | low >> 59
            low = low << 5 | UInt64(value)
            count += 1
            if count > digits { return nil }
        }
        return count == digits ? (high, low) : nil
    }

    private static let values: [UInt8?] = {
        var table = [UInt8?](repeating: nil, count: 256)
        for (value, digit) in upper.enumerated() { table[Int(digit)] = UInt8(value) }
        for (value, digit) in lower.enumerated() { table[Int(digit)] = UInt8(value) }
        return table
    }()
}
