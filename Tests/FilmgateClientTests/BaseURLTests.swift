import FilmgateClient
import Testing

@Suite("A base URL may have a path of its own, and owns what is at its origin")
struct BaseURLTests {
    @Test(
        "A path is put behind the base, without doubling what both have",
        arguments: [
            ("https://host", "/v1/videos", "https://host/v1/videos"),
            ("https://host/", "/v1/videos?a=/b", "https://host/v1/videos?a=/b"),
            ("https://host/toapis", "/v1/videos", "https://host/toapis/v1/videos"),
            ("https://host/toapis/v1/", "/v1/videos", "https://host/toapis/v1/videos"),
            ("https://Host:443/api/v3", "/api/v3/contents/1", "https://host/api/v3/contents/1"),
            ("http://127.0.0.1:8080/x", "/api/v3/contents", "http://127.0.0.1:8080/x/api/v3/contents"),
            ("https://host/api/plan/v3", "/api/v3/contents/1", "https://host/api/plan/v3/contents/1"),
        ]
    )
    func joins(_ base: String, _ path: String, _ url: String) throws {
        #expect(try BaseURL(base).url(of: path) == url)
    }

    @Test(
        "What is no base is refused by name",
        arguments: [
            "", "host", "ftp://host", "https://", "https://a@host", "https://host?x=1", "https://ho st", "https:///x",
        ]
    )
    func refuses(_ text: String) {
        #expect(throws: ClientError.badURL(text)) { try BaseURL(text) }
    }

    @Test("Only the same scheme, host and port are the same origin")
    func origin() throws {
        let base = try BaseURL("https://host/path")
        #expect(base.isOrigin(of: "https://HOST:443/else"))
        for other in [
            "http://host/", "https://host:8443/", "https://host.evil/", "https://host@evil/", "https://evil/host",
        ] {
            #expect(!base.isOrigin(of: other), "\(other)")
        }
        #expect(base.resolve("/v1/x") == "https://host/path/v1/x")
        #expect(base.resolve("https://cdn/x") == "https://cdn/x")
        #expect(base.resolve("//evil/x") == "https://evil/x")
    }
}
