/// Base64 in the ordinary alphabet (RFC 4648, section 4), read fast from raw memory.
///
/// One table per place in a group of four characters says what a character adds to the group's three bytes; a
/// character that is not of the alphabet sets a bit that no good one sets, so a group is checked with one test.
struct Base64Tables {
    private static let invalid: UInt32 = 1 << 31

    private let places: [UInt32]

    /// - Parameter alphabet: the 64 characters in order of their values.
    init(alphabet: StaticString) {
        var places = [UInt32](repeating: Self.invalid, count: 4 * 256)
        alphabet.withUTF8Buffer { characters in
            for (value, character) in characters.enumerated() {
                for place in 0..<4 {
                    places[place * 256 + Int(character)] = UInt32(value) << (6 * (3 - place))
                }
            }
        }
        self.places = places
    }

    static let standard = Base64Tables(
        alphabet: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    )

    static let url = Base64Tables(
        alphabet: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    )

    /// Whether `character` is of the alphabet.
    func contains(_ character: UInt8) -> Bool {
        places[Int(character)] != Self.invalid
    }

    /// Decodes whole groups, without padding: 4 characters of `source` for 3 bytes of `target`, which has room for them
    /// and is not longer. Returns the offset of a group that holds a character which is not of the alphabet, or `nil`.
    func decodeGroups(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) -> Int? {
        precondition(source.count.isMultiple(of: 4) && target.count >= source.count / 4 * 3)
        guard let characters = source.baseAddress, let bytes = target.baseAddress else { return nil }
        return places.withUnsafeBufferPointer { places -> Int? in
            // All indices below are bounded: the precondition bounds the group, a character is below 256.
            guard let table = places.baseAddress else { return nil }
            for group in 0..<source.count / 4 {
                let four = UInt32(littleEndian: characters.loadUnaligned(fromByteOffset: 4 * group, as: UInt32.self))
                let value =
                    table[Int(four & 0xFF)] | table[256 + Int(four >> 8 & 0xFF)]
                    | table[512 + Int(four >> 16 & 0xFF)] | table[768 + Int(four >> 24)]
                guard value & Self.invalid == 0 else { return 4 * group }
                bytes.storeBytes(of: UInt8(truncatingIfNeeded: value >> 16), toByteOffset: 3 * group, as: UInt8.self)
                bytes.storeBytes(of: UInt8(truncatingIfNeeded: value >> 8), toByteOffset: 3 * group + 1, as: UInt8.self)
                bytes.storeBytes(of: UInt8(truncatingIfNeeded: value), toByteOffset: 3 * group + 2, as: UInt8.self)
            }
            return nil
        }
    }

    /// Decodes the last two or three characters (without padding); `nil` unless they are of the alphabet and the bits
    /// that are left over are zero, as every encoder writes them.
    func decodeTail(_ characters: some Collection<UInt8>) -> [UInt8]? {
        guard characters.count == 2 || characters.count == 3 else { return nil }
        var value: UInt32 = 0
        for (place, character) in characters.enumerated() {
            value |= places[place * 256 + Int(character)]
        }
        guard value & Self.invalid == 0 else { return nil }
        let bytes = [UInt8(truncatingIfNeeded: value >> 16), UInt8(truncatingIfNeeded: value >> 8)]
        if characters.count == 2 { return value & 0xFFFF == 0 ? [bytes[0]] : nil }
        return value & 0xFF == 0 ? bytes : nil
    }
}
