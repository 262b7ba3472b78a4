import FilmgateDialects
import FilmgateDomain
import FilmgateEngine
import Foundation
import Testing

@testable import FilmgateServer

@Suite("Links to files", .timeLimit(.minutes(5)))
struct FileTests {
    /// A video's link and its bytes.
    private func made(_ door: Door) async throws -> (url: String, bytes: [UInt8]) {
        let id = try await door.create()
        let task = try await door.task(id, in: "succeeded")
        let url = try #require(task["content"]?["video_url"]?.text)
        return (url, try await door.send("GET", url, key: "").bytes)
    }

    @Test("a link serves the whole file, and its head alone")
    func whole() async throws {
        try await Door.open(.with { $0.isAutomatic = true }) { door in
            let (url, bytes) = try await made(door)
            #expect(url.hasPrefix(door.url + "/files/"))
            #expect(bytes.starts(with: BareVideo.bytes))
            let get = try await door.send("GET", url, key: "")
            let head = try await door.send("HEAD", url, key: "")
            for reply in [get, head] {
                #expect(reply.status == 200)
                #expect(reply.headers["content-type"] == "video/mp4")
                #expect(reply.headers["content-length"] == "\(bytes.count)")
                #expect(reply.headers["accept-ranges"] == "bytes")
                #expect(reply.headers["x-content-type-options"] == "nosniff")
                #expect(reply.headers["content-disposition"]?.contains(".mp4\"") == true)
            }
            #expect(head.bytes.isEmpty)
            #expect(head.headers["etag"] == get.headers["etag"])
        }
    }

    @Test("parts of a file")
    func ranges() async throws {
        try await Door.open(.with { $0.isAutomatic = true }) { door in
            let (url, bytes) = try await made(door)
            let size = bytes.count
            let parts: [(String, Range<Int>)] = [
                ("bytes=0-99", 0..<100), ("bytes=100-", 100..<size), ("bytes=-10", size - 10..<size),
                ("bytes=0-0", 0..<1), ("bytes=5-999999999", 5..<size), ("bytes=-999999999", 0..<size),
            ]
            for (field, range) in parts {
                let reply = try await door.send("GET", url, key: "", headers: ["range": field])
                #expect(reply.status == 206, "\(field)")
                #expect(reply.bytes == Array(bytes[range]), "\(field)")
                #expect(reply.headers["content-range"] == "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)")
                let head = try await door.send("HEAD", url, key: "", headers: ["range": field])
                #expect(head.status == 206)
                #expect(head.headers["content-length"] == "\(range.count)")
            }
            for field in ["bytes=\(size)-", "bytes=-0"] {
                let reply = try await door.send("GET", url, key: "", headers: ["range": field])
                #expect(reply.status == 416, "\(field)")
                #expect(reply.headers["content-range"] == "bytes */\(size)")
                #expect(reply.bytes.isEmpty)
            }
            for field in ["bytes=0-1,5-6", "bytes=9-1", "bytes=x-y", "lines=0-1", "bytes="] {
                let reply = try await door.send("GET", url, key: "", headers: ["range": field])
                #expect(reply.status == 200, "\(field)")
                #expect(reply.bytes == bytes, "\(field)")
            }
        }
    }

    @Test("a file that a client has already is not sent again; a part only of the file it knows")
    func conditions() async throws {
        try await Door.open(.with { $0.isAutomatic = true }) { door in
            let (url, bytes) = try await made(door)
            let tag = try #require(try await door.send("HEAD", url, key: "").headers["etag"])
            for field in [tag, "\"other\", \(tag)", "W/\(tag)", "*"] {
                let reply = try await door.send("GET", url, key: "", headers: ["if-none-match": field])
                #expect(reply.status == 304, "\(field)")
                #expect(reply.bytes.isEmpty)
                #expect(reply.headers["etag"] == tag)
            }
            let other = try await door.send("GET", url, key: "", headers: ["if-none-match": "\"other\""])
            #expect(other.status == 200)
            let known = try await door.send("GET", url, key: "", headers: ["if-range": tag, "range": "bytes=0-9"])
            #expect(known.status == 206)
            let changed = try await door.send(
                "GET",
                url,
                key: "",
                headers: ["if-range": "\"x\"", "range": "bytes=0-9"]
            )
            #expect(changed.status == 200)
            #expect(changed.bytes == bytes)
        }
    }

    @Test("forged, foreign and incomplete links are 404, all alike")
    func badLinks() async throws {
        try await Door.open(.with { $0.isAutomatic = true }) { door in
            let (url, _) = try await made(door)
            let (other, _) = try await made(door)
            let parts = url.dropFirst(door.url.count).split(separator: "/").map(String.init)
            let others = other.dropFirst(door.url.count).split(separator: "/").map(String.init)
            let token = try #require(parts.dropFirst().first)
            let flipped = String(token.dropLast()) + (token.hasSuffix("A") ? "B" : "A")
            let name = try #require(parts.last)
            let otherName = try #require(others.last)
            var answers: Set<String> = []
            for path in [
                "/files/\(flipped)/\(name)", "/files/\(token)/other.mp4", "/files/\(token)/\(otherName)",
                "/files/\(token.dropLast())/\(name)", "/files/x/\(name)", "/files/\(token)/..%2f\(name)",
                "/files/\(String(repeating: "A", count: token.count))/\(name)",
            ] {
                for method in ["GET", "HEAD"] {
                    let reply = try await door.send(method, path)
                    #expect(reply.status == 404, "\(path)")
                    answers.insert("\(reply.text) \(reply.headers.keys.filter { $0 != "content-length" }.sorted())")
                }
            }
            #expect(answers.count == 1, "\(answers)")
        }
    }

    @Test("links of another server are worth nothing here")
    func foreignLinks() async throws {
        try await Door.open(.with { $0.isAutomatic = true }) { door in
            let (url, _) = try await made(door)
            let path = String(url.dropFirst(door.url.count))
            try await Door.open { other in
                let reply = try await other.send("GET", path)
                #expect(reply.status == 404)
            }
        }
    }

    @Test("links die when files do")
    func expiredLinks() async throws {
        try await Door.open(
            .with { wishes in
                wishes.isAutomatic = true
                wishes.settings.engine.fileRetention = .seconds(0)
            }
        ) { door in
            let id = try await door.create()
            let task = try await door.task(id, in: "succeeded")
            let url = try #require(task["content"]?["video_url"]?.text)
            #expect(try await door.send("GET", url).status == 404)
        }
    }

    @Test("links are made from the public address alone, whatever a request says its host is")
    func publicAddress() async throws {
        try await Door.open(.with { $0.isAutomatic = true }) { door in
            let id = try await door.create()
            try await door.task(id, in: "succeeded")
            let reply = try await door.send(
                "GET",
                Face.ark.read(id),
                headers: ["host": "evil.example.com", "x-forwarded-host": "evil.example.com"]
            )
            let url = try #require(reply.json["content"]?["video_url"]?.text)
            #expect(url.hasPrefix(door.url + "/files/"))
        }
        let address = PublicAddress("https://films.example.com/gate//")
        #expect(address.text == "https://films.example.com/gate")
        address.set("http://127.0.0.1:1/")
        #expect(address.text == "http://127.0.0.1:1")
    }
}

@Suite("The Range field")
struct ByteRangeTests {
    @Test(
        "what a field comes to",
        arguments: [
            ("bytes=0-9", 100, .part(0..<10)), ("bytes=90-200", 100, .part(90..<100)),
            ("bytes=99-", 100, .part(99..<100)),
            ("bytes=-1", 100, .part(99..<100)), ("bytes=-100", 100, .part(0..<100)),
            ("bytes=-101", 100, .part(0..<100)),
            ("BYTES=0-0", 100, .part(0..<1)), ("bytes= 0 - 9 ", 100, .part(0..<10)),
            ("bytes=100-", 100, .unsatisfiable), ("bytes=100-200", 100, .unsatisfiable),
            ("bytes=-0", 100, .unsatisfiable),
            ("bytes=0-0", 0, .unsatisfiable), ("bytes=0-", 0, .unsatisfiable), ("bytes=-5", 0, .unsatisfiable),
            ("bytes=5-4", 100, .whole), ("bytes=-", 100, .whole), ("bytes=", 100, .whole), ("bytes=1", 100, .whole),
            ("bytes=a-b", 100, .whole), ("bytes=0-1,3-4", 100, .whole), ("bytes=--1", 100, .whole),
            ("items=0-9", 100, .whole), ("", 100, .whole), ("bytes=0-9-", 100, .whole), ("bytes=+1-2", 100, .whole),
            ("bytes=1 0-20", 100, .whole), ("bytes=0-\(Int.max)", 100, .part(0..<100)),
            ("bytes=0-99999999999999999999", 100, .part(0..<100)), ("bytes=99999999999999999999-", 100, .unsatisfiable),
        ] as [(String, Int, ByteRange)]
    )
    func field(text: String, size: Int, expected: ByteRange) {
        #expect(ByteRange(text, size: size) == expected)
    }
}
