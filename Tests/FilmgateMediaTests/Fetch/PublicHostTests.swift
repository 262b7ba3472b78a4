import FilmgateMedia
import NIOPosix
import Testing

@Suite("Whether everybody can fetch an address")
struct PublicHostTests {
    private let fetcher = GuardedFetcher(
        policy: AddressPolicy(allowing: [CIDRBlock("127.0.0.0/8"), CIDRBlock("10.0.0.0/8")].compactMap(\.self)),
        resolver: FakeResolver([
            "public.example": [["93.184.216.34"]], "ours.example": [["10.1.2.3"]],
            "both.example": [["93.184.216.34", "10.1.2.3"]], "elsewhere.example": [["192.168.1.1"]],
        ]),
        group: MultiThreadedEventLoopGroup.singleton,
        userAgent: "filmgate/test"
    )

    @Test(
        "Public hosts are, allowed private ones and what leads nowhere are not",
        arguments: [
            ("https://public.example/a.png", true), ("https://93.184.216.34/a.png", true),
            ("https://ours.example/a.png", false), ("https://both.example/a.png", false),
            ("http://127.0.0.1:8080/a.png", false), ("https://elsewhere.example/a.png", false),
            ("https://nowhere.example/a.png", false), ("asset://asset-1", false), ("", false),
        ]
    )
    func hosts(url: String, isPublic: Bool) async {
        #expect(await fetcher.isPublic(url) == isPublic)
    }
}
