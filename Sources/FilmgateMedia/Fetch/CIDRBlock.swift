/// A range of addresses: `10.0.0.0/8`, `fd00::/8`, or a single address.
package struct CIDRBlock: Hashable, Sendable, CustomStringConvertible {
    /// The first address of the block.
    package let base: IPAddress
    /// How many leading bits are fixed.
    package let prefixLength: Int

    /// `nil` where it is not an address with an optional prefix length. Bits behind the prefix are taken as zero.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = IPAddress(first) else { return nil }
        let width = address.isV6 ? 128 : 32
        var length = width
        if parts.count == 2 {
            guard
                parts[1].utf8.allSatisfy({ (48...57).contains($0) }),
                let number = Int(parts[1]),
                number <= width
            else { return nil }
            length = number
        }
        base = Self.prefix(of: address, length: length)
        prefixLength = length
    }

    /// Whether `address` lies within; addresses of the other version never do.
    package func contains(_ address: IPAddress) -> Bool {
        address.isV6 == base.isV6 && Self.prefix(of: address, length: prefixLength) == base
    }

    private static func prefix(of address: IPAddress, length: Int) -> IPAddress {
        // A shift by the whole width or more gives 0 in Swift, as is wanted here.
        switch address {
        case .v4(let bits): .v4(bits & ~(UInt32.max >> length))
        case .v6(let high, let low): .v6(high & ~(.max >> length), low & ~(.max >> max(length - 64, 0)))
        }
    }

    package var description: String { "\(base)/\(prefixLength)" }
}
