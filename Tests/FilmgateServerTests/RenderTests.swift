import FilmgateDialects
import FilmgateDomain
import FilmgateMedia
import FilmgateServer
import Foundation
import Testing

@Suite("A real render", .timeLimit(.minutes(5)))
struct RenderTests {
    /// The built program, whose `render` command is the child: it lies beside the test bundle.
    private static func executable() throws -> String {
        for place in CommandLine.arguments + [Bundle.main.bundlePath] {
            var folder = URL(fileURLWithPath: place).deletingLastPathComponent()
            while folder.path != "/" {
                let candidate = folder.appending(path: "filmgate").path
                var isFolder: ObjCBool = false
                if FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder), !isFolder.boolValue,
                    FileManager.default.isExecutableFile(atPath: candidate)
                {
                    return candidate
                }
                folder.deleteLastPathComponent()
            }
        }
        throw CocoaError(.fileNoSuchFile)
    }

    /// The poster is as large as the video, the sheet four by four frames of at most 320 a side; both are kept.
    private func expectStills(of id: String, _ door: Door) async throws {
        let task = try await door.get(Face.ark.read(id))
        for (variant, field, size) in [
            ("thumbnail", "x-filmgate-poster", (496, 864)),
            ("spritesheet", "x-filmgate-contact-sheet", (4 * 184, 4 * 320)),
        ] {
            let path = "/openai/v1/videos/\(id)/content?variant=\(variant)"
            let reply = try await door.get(path)
            #expect(reply.status == 200, "\(reply.text.prefix(300))")
            #expect(reply.headers["content-type"] == "image/jpeg")
            let picture = try PictureHeader.read(ByteRegion(reply.bytes))
            #expect((picture.width, picture.height) == size, "\(variant)")
            #expect(try await door.get(path).bytes == reply.bytes)
            let link = try #require(task.headers[field])
            let file = try await door.send("GET", link, key: "")
            #expect(file.headers["content-type"] == "image/jpeg")
            #expect(file.headers["content-disposition"]?.hasSuffix(".jpg\"") == true)
            #expect(file.bytes == reply.bytes)
            let renamed = link.replacing("-poster", with: "-sheet").replacing("contact", with: "poster")
            if variant == "thumbnail" { #expect(try await door.send("GET", renamed, key: "").status == 404) }
        }
    }

    @Test("a create ends in a video of the ordered size and length, silent as ordered")
    func render() async throws {
        let executable = try Self.executable()
        try await Door.open(
            .with { wishes in
                wishes.renders = true
                wishes.settings.preview.executable = executable
            }
        ) { door in
            let id = try await door.create([
                "resolution": "480p", "ratio": "9:16", "duration": 4, "generate_audio": false, "seed": 11,
                "return_last_frame": true,
            ])
            try await waitForEnd(id, door)
            let task = try await door.get(Face.ark.read(id)).json
            #expect(task["status"] == "succeeded", "\(JSONWriter.text(task))")
            #expect(task["seed"] == 11)
            #expect(task["usage"]?["completion_tokens"] == .integer(496 * 864 * 97 / 1024))
            let url = try #require(task["content"]?["video_url"]?.text)
            let file = try await door.send("GET", url, key: "")
            #expect(file.headers["content-type"] == "video/mp4")
            let video = try VideoHeader.read(ByteRegion(file.bytes))
            #expect((video.picture.width, video.picture.height) == (496, 864))
            #expect(video.picture.timing.frameCount == 97)
            #expect(video.picture.timing.frameRate == 24)
            #expect(video.picture.codec == "avc1")
            #expect(video.isFastStart)
            #expect(video.audio == nil)
            let frame = try await door.send("GET", try #require(task["content"]?["last_frame_url"]?.text), key: "")
            #expect(frame.headers["content-type"] == "image/png")
            let picture = try PictureHeader.read(ByteRegion(frame.bytes))
            #expect((picture.width, picture.height) == (496, 864))
            try await expectStills(of: id, door)
            #expect(try FileManager.default.contentsOfDirectory(atPath: door.directory + "/renders").isEmpty)
        }
    }

    @Test("a simulated failure ends the task, and a simulated refusal the create")
    func simulated() async throws {
        let executable = try Self.executable()
        try await Door.open(
            .with { wishes in
                wishes.renders = true
                wishes.settings.preview.executable = executable
            }
        ) { door in
            let reply = try await door.post(
                Face.ark.create,
                Face.ark.body("A cat --sim-fail OutputVideoSensitiveContentDetected")
            )
            let id = try #require(reply.json["id"]?.text, "\(reply.text)")
            let failed = try await door.task(id, in: "failed")
            #expect(failed["error"]?["code"] == "OutputVideoSensitiveContentDetected")
            let refused = try await door.post(Face.ark.create, Face.ark.body("A cat --sim-fail QuotaExceeded"))
            #expect(refused.status == 429)
            #expect(refused.json["error"]?["code"] == "QuotaExceeded")
        }
    }

    @Test("a stop in the middle of a render hands the task back; the next start ends it")
    func stopped() async throws {
        let executable = try Self.executable()
        let folder = FileManager.default.temporaryDirectory.appending(path: "filmgate-kept-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let wish: (inout Door.Wishes) -> Void = { wishes in
            wishes.renders = true
            wishes.settings.preview.executable = executable
            wishes.keptDirectory = folder
        }
        var name = ""
        var key = ""
        try await Door.open(.with(wish)) { door in
            name = try await door.create(["resolution": "480p", "duration": 12])
            key = door.key
            try await door.task(name, in: "running")
        }
        try await Door.open(.with(wish)) { door in
            #expect(try await door.get(Face.ark.read(name), key: key).status == 200)
            try await waitForEnd(name, door)
            #expect(try await door.get(Face.ark.read(name), key: key).json["status"] == "succeeded")
        }
    }

    /// Asks ten times a second until the task has ended: asking without a pause would slow the render.
    private func waitForEnd(_ id: String, _ door: Door) async throws {
        let end = ContinuousClock.now + .seconds(240)
        while ContinuousClock.now < end {
            let state = try await door.get(Face.ark.read(id)).json["status"]?.text
            if state != "queued", state != "running" { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        Issue.record("the render did not end")
    }
}
