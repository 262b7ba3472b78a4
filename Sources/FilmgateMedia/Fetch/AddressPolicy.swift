/// Which addresses may be connected to on behalf of a stranger: public ones, and those the operator allows.
package struct AddressPolicy: Sendable {
    private let allowed: [CIDRBlock]

    /// - Parameter allowed: blocks that may be reached although they are not public.
    package init(allowing allowed: [CIDRBlock] = []) {
        self.allowed = allowed
    }

    package func permits(_ address: IPAddress) -> Bool {
        let address = address.unmapped
        return allowed.contains { $0.contains(address) } || Self.isPublic(address)
    }

    /// Whether the address is an ordinary one of the public Internet (IANA special-purpose registries).
    static func isPublic(_ address: IPAddress) -> Bool {
        switch address.unmapped {
        case .v4:
            return !special.contains { $0.contains(address.unmapped) }
        case .v6(0x0064_FF9B_0000_0000, let low) where low >> 32 == 0:
            // NAT64: on a network without version 4, public hosts look like this.
            return isPublic(.v4(UInt32(truncatingIfNeeded: low)))
        case .v6(let high, _):
            // Everything that is handed out lies in 2000::/3.
            return high >> 61 == 1 && !special.contains { $0.contains(address) }
        }
    }

    private static let special: [CIDRBlock] = [
        "0.0.0.0/8",  // this network
        "10.0.0.0/8",  // private
        "100.64.0.0/10",  // carrier-grade NAT, and metadata services
        "127.0.0.0/8",  // loopback
        "168.63.129.16/32",  // the host of an Azure machine
        "169.254.0.0/16",  // link-local, and metadata services
        "172.16.0.0/12",  // private
        "192.0.0.0/24",  // protocol assignments
        "192.0.2.0/24",  // documentation
        "192.88.99.0/24",  // 6to4 relays
        "192.168.0.0/16",  // private
        "198.18.0.0/15",  // benchmarks
        "198.51.100.0/24",  // documentation
        "203.0.113.0/24",  // documentation
        "224.0.0.0/4",  // multicast
        "240.0.0.0/4",  // reserved, broadcast
        "2001::/23",  // protocol assignments, Teredo among them
        "2001:db8::/32",  // documentation
        "2002::/16",  // 6to4, which embeds any address of version 4
        "3fff::/20",  // documentation
    ].compactMap { CIDRBlock($0) }
}
