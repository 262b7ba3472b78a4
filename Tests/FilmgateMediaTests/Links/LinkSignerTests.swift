import FilmgateDomain
import FilmgateMedia
import Foundation
import Testing

@Suite("Signed links")
struct LinkSignerTests {
    private let directory: TemporaryDirectory
    private let signer: LinkSigner
    private let artifact: Artifact

    private static let day: Int64 = 86_400
    private static let schedule = LinkSchedule(rotation: 10 * day, maximumLifetime: 3 * day)

    init() async throws {
        directory = try TemporaryDirectory()
        signer = try await .open(directory: directory.path, schedule: Self.schedule, calls: .shared, now: 1000)
        let hash = try #require(ContentHash(rawValue: String(repeating: "0f", count: 32)))
        artifact = Artifact(hash: hash, size: 7, mediaType: "video/mp4")
    }

    private func link(expires: Int64 = 2000, now: Int64 = 1000, name: String = "film.mp4") -> String {
        signer.path(to: artifact, name: name, expires: expires, now: now)
    }

    @Test("A link leads to its file until it expires")
    func valid() {
        let target = LinkTarget(hash: artifact.hash, mediaType: "video/mp4", name: "film.mp4", expires: 2000)
        #expect(signer.check(path: link(), now: 1000) == .valid(target))
        #expect(signer.check(path: link(), now: 1999) == .valid(target))
        #expect(signer.check(path: link(), now: 2000) == .expired)
    }

    @Test("A link to a picture of a video names the video and the picture", arguments: VideoStill.allCases)
    func still(still: VideoStill) {
        let path = signer.path(to: artifact, still: still, name: "film.jpg", expires: 2000, now: 1000)
        let target = LinkTarget(
            hash: artifact.hash,
            still: still,
            mediaType: "image/jpeg",
            name: "film.jpg",
            expires: 2000
        )
        #expect(signer.check(path: path, now: 1000) == .valid(target))
        #expect(path != signer.path(to: artifact, name: "film.jpg", expires: 2000, now: 1000))
    }

    @Test("A link with any character changed leads nowhere")
    func forged() {
        let path = Array(link())
        for index in path.indices {
            for other in ["A", "b", "-", "."] where Character(other) != path[index] {
                var changed = path
                changed[index] = Character(other)
                // Key and expiry share a character: changed together they may look like those of a key long gone.
                let check = signer.check(path: String(changed), now: 1000)
                #expect(check == .invalid || check == .expired, "character \(index)")
            }
        }
    }

    @Test("A link cut off, lengthened or made up is invalid")
    func malformed() {
        let path = link()
        for length in 0..<path.count {
            #expect(signer.check(path: path.prefix(length), now: 1000) == .invalid)
        }
        for text in [path + "x", path + "/", path + "/..", "/files//film.mp4", "/files/", "", path.uppercased()] {
            #expect(signer.check(path: text, now: 1000) == .invalid)
        }
    }

    @Test("No link lives longer than the schedule allows")
    func longest() {
        let path = link(expires: .max)
        #expect(signer.check(path: path, now: 1000 + 3 * Self.day) == .expired)
        #expect(signer.check(path: path, now: 999 + 3 * Self.day) != .expired)
    }

    @Test(
        "A name is made safe for a path",
        arguments: [("a b/ü.mp4", "a_b___.mp4"), ("..", "file"), ("", "file"), ("x\r\ny", "x__y")]
    )
    func names(name: String, safe: String) {
        let path = link(name: name)
        #expect(path.hasSuffix("/" + safe))
        #expect(signer.check(path: path, now: 1000) != .invalid)
    }

    @Test("Links outlive the process and the key's term, but not longer than they may")
    func rotation() async throws {
        let before = link(expires: 1000 + 11 * Self.day, now: 1000 + 9 * Self.day)
        try await signer.rotateIfDue(now: 1000 + 10 * Self.day - 1)
        #expect(link(expires: 1000 + 11 * Self.day, now: 1000 + 9 * Self.day) == before)
        try await signer.rotateIfDue(now: 1000 + 10 * Self.day)
        let after = link(expires: 1000 + 11 * Self.day, now: 1000 + 9 * Self.day)
        #expect(after != before)

        let reopened = try await LinkSigner.open(
            directory: directory.path,
            schedule: Self.schedule,
            calls: .shared,
            now: 1000 + 10 * Self.day
        )
        for path in [before, after] {
            #expect(reopened.check(path: path, now: 1000 + 10 * Self.day) == signer.check(path: path, now: 1000))
            #expect(reopened.check(path: path, now: 1000 + 11 * Self.day) == .expired)
        }
        // Two rotations later the first key is gone; its links have long expired.
        try await reopened.rotateIfDue(now: 1000 + 20 * Self.day)
        #expect(reopened.check(path: before, now: 1000 + 20 * Self.day) == .expired)
        #expect(reopened.check(path: before, now: 1000) == .invalid)
    }

    @Test("A signer with other keys takes no links of ours")
    func otherKeys() async throws {
        let other = try TemporaryDirectory()
        let stranger = try await LinkSigner.open(
            directory: other.path,
            schedule: Self.schedule,
            calls: .shared,
            now: 1000
        )
        #expect(stranger.check(path: link(), now: 1000) == .invalid)
    }

    @Test("The keys are for the owner's eyes, and a damaged file is not replaced")
    func file() async throws {
        let path = directory.path + "/links.key"
        #expect(try FileSystem.status(path)?.permissions == 0o600)
        #expect(directory.names() == ["links.key"])
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        await #expect(throws: LinkKeyError.notPrivate(permissions: 0o644)) { try await reopen() }
        for text in ["", "{}", "{\"keys\":[]}", "{\"keys\":[{\"id\":1,\"secret\":\"00\",\"created\":1}]}"] {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
            await #expect(throws: LinkKeyError.malformed) { try await reopen() }
        }
    }

    private func reopen() async throws {
        _ = try await LinkSigner.open(directory: directory.path, schedule: Self.schedule, calls: .shared, now: 1000)
    }
}
