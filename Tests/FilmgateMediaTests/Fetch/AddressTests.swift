import FilmgateMedia
import Testing

@Suite("Addresses")
struct AddressTests {
    @Test(
        "Addresses are read strictly and written shortly",
        arguments: [
            ("1.2.3.4", "1.2.3.4"), ("255.255.255.255", "255.255.255.255"), ("::1", "::1"), ("FD00::0:1", "fd00::1"),
            ("2001:db8:0:0:0:0:0:1", "2001:db8::1"), ("::ffff:1.2.3.4", "::ffff:1.2.3.4"),
        ]
    )
    func strict(text: String, written: String) throws {
        #expect(try #require(IPAddress(text)).description == written)
    }

    @Test(
        "What is no address is none",
        arguments: [
            "", "1.2.3", "1.2.3.4.5", "256.1.1.1", "0x7f.1", "::1%lo", "[::1]", "1.2.3.4\u{0}", "a", ":::", "1::2::3",
        ]
    )
    func bad(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test(
        "Lenient notations are understood as inet_aton does",
        arguments: [
            ("2130706433", "127.0.0.1"), ("0x7f.1", "127.0.0.1"), ("0177.0.0.1", "127.0.0.1"), ("127.1", "127.0.0.1"),
            ("0x7F000001", "127.0.0.1"), ("1.2.772", "1.2.3.4"), ("0", "0.0.0.0"), ("4294967295", "255.255.255.255"),
            ("0x.0x.0x.0x", "0.0.0.0"), ("00000.1", "0.0.0.1"),
        ]
    )
    func lenient(text: String, address: String) {
        #expect(IPAddress(lenientV4: text)?.description == address)
    }

    @Test(
        "Numbers that do not fit are no address",
        arguments: [
            "4294967296", "256.1", "1.2.3.256", "1.2.65536", "08", "0xg", "1..2", "", "1.2.3.4.5", "+1", "-1", "0x+1",
        ]
    )
    func lenientBad(text: String) {
        #expect(IPAddress(lenientV4: text) == nil)
    }

    @Test(
        "A block contains its addresses and no others",
        arguments: [
            ("10.0.0.0/8", "10.255.0.1", "11.0.0.0"), ("192.168.4.0/22", "192.168.7.255", "192.168.8.0"),
            ("1.2.3.4", "1.2.3.4", "1.2.3.5"), ("10.9.8.7/8", "10.0.0.1", "::a00:1"),
            ("fd00::/8", "fdff::1", "fc00::1"),
            ("2001:db8::/65", "2001:db8::7fff:0:0:1", "2001:db8:0:0:8000::1"), ("::1", "::1", "::2"),
        ]
    )
    func blocks(text: String, inside: String, outside: String) throws {
        let block = try #require(CIDRBlock(text))
        #expect(block.contains(try #require(IPAddress(inside))))
        #expect(!block.contains(try #require(IPAddress(outside))))
    }

    @Test("A block of length 0 is everything of its version")
    func everything() throws {
        #expect(try #require(CIDRBlock("0.0.0.0/0")).contains(try #require(IPAddress("200.1.2.3"))))
        #expect(try #require(CIDRBlock("::/0")).contains(try #require(IPAddress("fe80::1"))))
    }

    @Test(
        "What is no block is none",
        arguments: [
            "", "/", "10.0.0.0/", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0/8", "10.0.0.0/8/8",
        ]
    )
    func badBlocks(text: String) {
        #expect(CIDRBlock(text) == nil)
    }

    @Test(
        "Ordinary addresses are permitted",
        arguments: [
            "8.8.8.8", "1.1.1.1", "223.255.255.255", "172.15.255.255", "172.32.0.0", "100.63.255.255", "100.128.0.0",
            "2606:4700::1111", "2a00:1450::1", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8",
        ]
    )
    func permitted(text: String) throws {
        #expect(AddressPolicy().permits(try #require(IPAddress(text))))
    }

    @Test(
        "Others are not",
        arguments: [
            "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.255",
            "168.63.129.16", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1",
            "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1",
            "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::1", "::7f00:1", "::ffff:127.0.0.1",
            "::ffff:10.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b:1::1",
            "100::1", "2001::1", "2001:0:7f00:1::", "2001:10::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::",
            "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "febf::1", "fec0::1", "ff02::1",
        ]
    )
    func forbidden(text: String) throws {
        #expect(!AddressPolicy().permits(try #require(IPAddress(text))))
    }

    @Test("The operator's blocks are permitted, mapped addresses among them, and nothing else")
    func allowed() throws {
        let policy = AddressPolicy(allowing: try [#require(CIDRBlock("127.0.0.1")), #require(CIDRBlock("fd00::/8"))])
        for text in ["127.0.0.1", "::ffff:127.0.0.1", "fd12::1", "8.8.8.8"] {
            #expect(policy.permits(try #require(IPAddress(text))))
        }
        for text in ["127.0.0.2", "10.0.0.1", "::1", "64:ff9b::127.0.0.1"] {
            #expect(!policy.permits(try #require(IPAddress(text))))
        }
    }
}
