import FilmgateDialects
import FilmgateDomain
import Foundation
import Testing

@Suite("Long bodies and pictures", .timeLimit(.minutes(5)))
struct BodyTests {
    private func picture(_ url: String) -> JSONObject {
        [
            "content": [
                ["type": "text", "text": "A cat"],
                ["type": "image_url", "image_url": ["url": .string(url)]],
            ]
        ]
    }

    @Test("a body over 64 MB is 413 in the dialect's shape", arguments: Face.all)
    func tooLong(face: Face) async throws {
        try await Door.open { door in
            try await Wire.open(door) { wire in
                // Announced: refused at its head.
                try await wire.send(
                    "POST \(face.own(face.create)) HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(door.key)\r\n"
                        + "Content-Length: \((64 << 20) + 1)\r\n\r\n"
                )
                let head = try await wire.read(through: "\r\n\r\n")
                #expect(head.hasPrefix("HTTP/1.1 413 "))
                let text = try await wire.read(through: "}")
                #expect(text.hasPrefix("{"))
            }
        }
    }

    @Test("a body of unknown length that grows too long is refused")
    func tooLongInPieces() async throws {
        try await Door.open { door in
            let piece = String(repeating: " ", count: 1 << 20)
            try await Wire.open(door) { wire in
                try await wire.send(
                    "POST \(Face.ark.create) HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(door.key)\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n"
                )
                for _ in 0..<65 { try await wire.send("100000\r\n\(piece)\r\n") }
                #expect(try await wire.read(through: "\r\n\r\n").hasPrefix("HTTP/1.1 413 "))
                #expect(try await wire.read(through: "}").contains("\"error\""))
            }
            #expect(try await door.get("/healthz").status == 200)
        }
    }

    @Test("a prompt of 2 MB is refused by name, not for the size of the body", arguments: Face.all)
    func longPrompt(face: Face) async throws {
        try await Door.open { door in
            let reply = try await door.post(
                face.own(face.create),
                face.body(String(repeating: "很长", count: 350_000))
            )
            #expect(reply.status == face.invalid, "\(reply.text.prefix(300))")
            #expect(face.isError(reply))
            #expect(reply.text.contains(face.takesContent ? "content" : "prompt"))
            #expect(reply.bytes.count < 2000, "an answer never carries the prompt back")
        }
    }

    @Test("a picture of 5 MB inside the body is taken, and kept once however often it comes")
    func largePicture() async throws {
        try await Door.open { door in
            let url = Pictures.dataURL(Pictures.png(bytes: 5 << 20))
            for _ in 0..<2 {
                let id = try await door.create(picture(url))
                #expect(try await door.get(Face.ark.read(id)).status == 200)
            }
            let files = try #require(FileManager.default.enumerator(atPath: door.directory + "/artifacts"))
                .compactMap { $0 as? String }.filter { ($0.split(separator: "/").last?.count ?? 0) == 64 }
            #expect(files.count == 1)
            #expect(try FileManager.default.contentsOfDirectory(atPath: door.directory + "/spool").isEmpty)
        }
    }

    @Test("pictures that break a rule are refused at the create")
    func brokenPictures() async throws {
        try await Door.open { door in
            let cases: [(String, String)] = [
                (Pictures.dataURL(Pictures.png(width: 299, height: 400)), "299"),
                (Pictures.dataURL(Pictures.png(width: 6001, height: 3000)), "6001"),
                (Pictures.dataURL(Pictures.png(width: 3000, height: 1000)), "3000"),
                (Pictures.dataURL(Array("GIF89".utf8)), "image"),
                (Pictures.dataURL(Array("nothing of the kind".utf8)), "image"),
                ("data:image/png;base64,????", "image"),
                ("http://127.0.0.1:1/cat.png", "image"),
                ("ftp://example.com/cat.png", "image"),
            ]
            for (url, word) in cases {
                let reply = try await door.post(Face.ark.create, Face.ark.body("", picture(url)))
                #expect(reply.status == 400, "\(url.prefix(80))")
                #expect(Face.ark.isError(reply))
                #expect(reply.text.contains(word), "\(reply.text)")
            }
            #expect(try await door.get(Face.ark.create).json["total"] == 0)
        }
    }

    @Test("an uploaded picture's link serves in a create, and serves the picture", arguments: [Face.xcompute, .toapis])
    func upload(face: Face) async throws {
        try await Door.open { door in
            let file = Pictures.png(bytes: 3000)
            let form = Pictures.form(file)
            let reply = try await door.send(
                "POST",
                face.own("/v1/uploads/images"),
                headers: ["content-type": form.type],
                body: form.body
            )
            #expect(reply.status == 200, "\(reply.text)")
            let url = try #require(reply.json["url"]?.text ?? reply.json["data"]?["url"]?.text, "\(reply.text)")
            #expect(try await door.send("GET", url, key: "").bytes == file)
            let id = try await door.create(picture(url))
            #expect(try await door.get(Face.ark.read(id)).status == 200)
            let both = try await door.send(
                "POST",
                "/v1/uploads/images",
                headers: ["content-type": form.type],
                body: form.body
            )
            #expect(both.json["url"] != nil)
            #expect(both.json["data"]?["url"] != nil)
        }
    }

    @Test("uploads that are no picture, or no form, are refused", arguments: [Face.xcompute, .toapis])
    func badUploads(face: Face) async throws {
        try await Door.open { door in
            let good = Pictures.form(Pictures.png())
            let cases: [(type: String, body: [UInt8])] = [
                Pictures.form(Array("text".utf8)), Pictures.form(Pictures.png(), name: "picture"),
                ("application/json", good.body), (good.type, Array(good.body.dropLast(20))),
                Pictures.form(Pictures.png(bytes: (20 << 20) + 1)),
            ]
            for (type, body) in cases {
                let reply = try await door.send(
                    "POST",
                    face.own("/v1/uploads/images"),
                    headers: ["content-type": type],
                    body: body
                )
                #expect((400..<500).contains(reply.status), "\(reply.status) \(reply.text)")
                #expect(reply.json != .null)
            }
            let nobody = try await door.send(
                "POST",
                face.own("/v1/uploads/images"),
                key: "",
                headers: ["content-type": good.type],
                body: good.body
            )
            #expect(nobody.status == 401)
        }
    }
}
