#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// An address of the Internet Protocol, version 4 or 6, without a zone.
package enum IPAddress: Hashable, Sendable, CustomStringConvertible {
    case v4(UInt32)
    /// The higher and the lower 64 bits.
    case v6(UInt64, UInt64)

    /// Reads the strict forms: four decimal numbers, or what RFC 4291 allows; no zone, no brackets.
    package init?(_ text: some StringProtocol) {
        let text = String(text)
        guard !text.utf8.contains(0) else { return nil }
        var v4 = in_addr()
        var v6 = in6_addr()
        if inet_pton(AF_INET, text, &v4) == 1 {
            self.init(v4)
        } else if inet_pton(AF_INET6, text, &v6) == 1 {
            self.init(v6)
        } else {
            return nil
        }
    }

    init(_ address: in_addr) {
        self = .v4(UInt32(bigEndian: address.s_addr))
    }

    init(_ address: in6_addr) {
        let halves = withUnsafeBytes(of: address) { bytes in
            (bytes.loadUnaligned(as: UInt64.self), bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        }
        self = .v6(UInt64(bigEndian: halves.0), UInt64(bigEndian: halves.1))
    }

    /// Reads what browsers and `inet_aton` take for version 4: one to four numbers, decimal, octal (`0…`) or hexadecimal
    /// (`0x…`), the last of which fills the bytes that are left.
    package init?(lenientV4 text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...4).contains(parts.count) else { return nil }
        var address: UInt64 = 0
        for (index, part) in parts.enumerated() {
            guard let number = Self.lenientNumber(part) else { return nil }
            let bytes = index == parts.count - 1 ? 4 - index : 1
            guard number < 1 << (8 * UInt64(bytes)) else { return nil }
            address = address << (8 * UInt64(bytes)) | number
        }
        self = .v4(UInt32(truncatingIfNeeded: address))
    }

    /// At most 32 bits; `nil` where it is not a number or larger.
    static func lenientNumber(_ text: some StringProtocol) -> UInt64? {
        let lower = text.lowercased()
        let (digits, radix): (Substring, Int) =
            if lower.hasPrefix("0x") {
                (lower.dropFirst(2), 16)
            } else if lower.hasPrefix("0"), lower.utf8.count > 1 {
                (lower.dropFirst(), 8)
            } else {
                (lower[...], 10)
            }
        // `0x` alone is 0; a sign is no digit, though UInt64 would take it.
        if digits.isEmpty { return radix == 16 ? 0 : nil }
        guard digits.first != "+", let number = UInt64(digits, radix: radix), number <= UInt32.max else { return nil }
        return number
    }

    package var isV6: Bool {
        switch self {
        case .v4: false
        case .v6: true
        }
    }

    /// The address of version 4 that is meant: mapped (`::ffff:0:0/96`) ones are the same host.
    package var unmapped: IPAddress {
        guard case .v6(0, let low) = self, low >> 32 == 0xFFFF else { return self }
        return .v4(UInt32(truncatingIfNeeded: low))
    }

    /// The usual short form, without brackets.
    package var description: String {
        switch self {
        case .v4(let bits):
            return "\(bits >> 24).\(bits >> 16 & 255).\(bits >> 8 & 255).\(bits & 255)"
        case .v6(let high, let low):
            var address = in6_addr()
            withUnsafeMutableBytes(of: &address) { bytes in
                bytes.storeBytes(of: high.bigEndian, as: UInt64.self)
                bytes.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
            }
            var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
            inet_ntop(AF_INET6, &address, &text, socklen_t(text.count))
            return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
    }
}
