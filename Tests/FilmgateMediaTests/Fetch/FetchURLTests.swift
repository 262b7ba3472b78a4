import FilmgateMedia
import Testing

@Suite("URLs to fetch")
struct FetchURLTests {
    @Test(
        "A URL is written again in one form",
        arguments: [
            ("http://a.example", "http://a.example/"), ("HTTPS://A.Example.:443/P?q#f", "https://a.example/P?q"),
            ("https://a.example:80/", "https://a.example:80/"), ("http://a.example?x=1", "http://a.example/?x=1"),
            ("http://[::FFFF:1.2.3.4]/", "http://1.2.3.4/"),
            ("http://[2606:4700:0::1]:8/a", "http://[2606:4700::1]:8/a"),
            ("http://0x08080808/", "http://8.8.8.8/"), ("http://a_b.example:/", "http://a_b.example/"),
            ("http://a.example/图 片.png?k=[1]", "http://a.example/%E5%9B%BE%20%E7%89%87.png?k=%5B1%5D"),
            ("http://a.example/%7e%2G%", "http://a.example/%7e%252G%25"),
            ("http://a.example/a@b:c", "http://a.example/a@b:c"),
            ("http://xn--fiqs8s.example/", "http://xn--fiqs8s.example/"), ("http://7a.example/", "http://7a.example/"),
        ]
    )
    func canonical(text: String, written: String) throws {
        let url = try FetchURL(text)
        #expect(url.text == written)
        #expect(try FetchURL(url.text) == url)
    }

    @Test(
        "Others are refused with their reason",
        arguments: [
            ("", .notAbsolute), ("a.example/b", .notAbsolute), ("//a.example", .notAbsolute), ("http:/a", .notAbsolute),
            ("http:a.example", .notAbsolute), ("javascript:alert(1)", .notAbsolute),
            ("data:image/png;base64,AA", .notAbsolute),
            ("file:///etc/passwd", .schemeNotAllowed), ("gopher://a.example/", .schemeNotAllowed),
            ("ftp://a.example/", .schemeNotAllowed), ("http+unix://%2Ftmp%2Fs/", .schemeNotAllowed),
            ("unix:///tmp/socket", .schemeNotAllowed), ("ws://a.example", .schemeNotAllowed),
            ("://a", .schemeNotAllowed),
            (" http://a.example", .schemeNotAllowed), ("jar:http://a.example!/", .notAbsolute),
            ("http://", .noHost), ("http:///a", .noHost), ("http://?a", .noHost), ("http://:80/", .noHost),
            ("http://user:pw@a.example/", .credentials), ("http://a.example@127.0.0.1/", .credentials),
            ("http://@a.example/", .credentials), ("http://a.example\\@b.example/", .badHost),
            ("http://a.example\\b/", .badHost), ("http://a..example/", .badHost), ("http://a.example../", .badHost),
            ("http://a b/", .badHost), ("http://a%2eexample/", .badHost), ("http://%3127.0.0.1/", .badHost),
            ("http://256.1.1.1/", .badHost), ("http://1.2.3.4.5/", .badHost), ("http://a.0x1/", .badHost),
            ("http://a.example.1/", .badHost), ("http://99999999999/", .badHost), ("http://[::1/", .badHost),
            ("http://[::1]x/", .badHost), ("http://[fe80::1%25eth0]/", .badHost), ("http://[fe80::1%eth0]/", .badHost),
            ("http://[1.2.3.4]/", .badHost), ("http://[]/", .badHost), ("http://::1/", .noHost),
            ("http://ⓐ.example/", .internationalHost), ("http://127。0。0。1/", .internationalHost),
            ("http://中国.example/", .internationalHost), ("http://a.example:0/", .badPort),
            ("http://a.example:65536/", .badPort), ("http://a.example:8a/", .badPort),
            ("http://a.example:-1/", .badPort),
            ("http://a.example:99999999999999999999/", .badPort), ("http://a.example/\r\nHost: b", .controlCharacter),
            ("http://a.example/\u{0}", .controlCharacter), ("ht\ttp://a.example/", .controlCharacter),
            ("http://a.example/" + String(repeating: "x", count: 8192), .tooLong),
        ] as [(String, BadURL)]
    )
    func refused(text: String, reason: BadURL) {
        #expect(throws: reason) { try FetchURL(text) }
    }

    @Test(
        "Redirects are resolved as RFC 3986 says",
        arguments: [
            ("https://b.example/x", "https://b.example/x"), ("//b.example/x", "http://b.example/x"),
            ("/x?y", "http://a.example:8080/x?y"), ("?y", "http://a.example:8080/b/c?y"),
            ("x", "http://a.example:8080/b/x"),
            ("./x", "http://a.example:8080/b/x"), ("../x?../y", "http://a.example:8080/x?../y"),
            ("../../../x/", "http://a.example:8080/x/"), ("..", "http://a.example:8080/"),
            (".", "http://a.example:8080/b/"),
        ]
    )
    func redirects(location: String, target: String) throws {
        #expect(try FetchURL("http://a.example:8080/b/c?q").redirected(to: location).text == target)
    }

    @Test("A redirect to another scheme is refused", arguments: ["file:///etc/passwd", "javascript:1", "gopher://b/"])
    func badRedirects(location: String) throws {
        let url = try FetchURL("http://a.example/")
        #expect(throws: BadURL.self) { try url.redirected(to: location) }
    }

    @Test("Damaged URLs never crash, and what is taken reads the same twice", arguments: UInt64(1)...20)
    func mutation(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let seeds = [
            "http://[::ffff:1.2.3.4]:80/a?b#c", "https://a.example.:443/x", "http://0x7f.0.1/", "http://1.2.3.4/",
        ]
        for text in seeds {
            for _ in 0..<200 {
                let mutated = String(decoding: generator.mutated(Array(text.utf8)), as: UTF8.self)
                guard let url = try? FetchURL(mutated) else { continue }
                #expect(try FetchURL(url.text) == url, "seed \(seed), \(mutated)")
            }
        }
    }
}
