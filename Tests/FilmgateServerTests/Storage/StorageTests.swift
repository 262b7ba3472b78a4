import FilmgateDialects
import FilmgateDomain
import FilmgateEngine
import Synchronization
import Testing

@testable import FilmgateServer

@Suite("A disk without room", .timeLimit(.minutes(5)))
struct StorageTests {
    /// A disk in the test's hand.
    private final class Disk: Sendable {
        private let bytes: Atomic<Int>

        init(_ bytes: Int) { self.bytes = Atomic(bytes) }

        var free: Int { bytes.load(ordering: .relaxed) }

        func set(_ bytes: Int) { self.bytes.store(bytes, ordering: .relaxed) }
    }

    private func wishes(_ disk: Disk) -> Door.Wishes {
        Door.Wishes.with { wishes in
            wishes.isAutomatic = true
            wishes.settings.storage.minimumFree = 1000
            wishes.settings.storage.free = { _ in disk.free }
        }
    }

    /// Waits for what the server's look at the disk changes.
    private func readiness(_ status: Int, _ door: Door) async throws {
        let end = ContinuousClock.now + .seconds(120)
        while try await door.get("/readyz").status != status {
            try #require(ContinuousClock.now < end)
            await Task.yield()
        }
    }

    @Test("refuses creates in each dialect's words, says so, and goes on when it has room again; nothing is lost")
    func full() async throws {
        let disk = Disk(5000)
        try await Door.open(wishes(disk)) { door in
            let before = try await door.create()
            try await door.task(before, in: "succeeded")
            disk.set(999)
            try await readiness(503, door)
            for face in Face.all {
                let reply = try await door.post(face.create, face.body("A cat", [:]))
                #expect(reply.status == 503, "\(face.create)")
                #expect(reply.headers["retry-after"] == "30", "\(face.create)")
            }
            #expect(try await door.get("/healthz").status == 200)
            #expect(try await door.get(Face.ark.read(before)).json["status"]?.text == "succeeded")
            // Only a tenth more than the least is room again.
            disk.set(1050)
            #expect(try await door.post(Face.ark.create, Face.ark.body("A cat", [:])).status == 503)
            disk.set(1100)
            try await readiness(200, door)
            let after = try await door.create()
            try await door.task(after, in: "succeeded")
        }
    }

    @Test("a queued task waits for room and is made then")
    func queued() async throws {
        let disk = Disk(5000)
        var wishes = wishes(disk)
        wishes.isAutomatic = false
        wishes.places = 1
        try await Door.open(wishes) { door in
            let first = try await door.create()
            try await door.task(first, in: "running")
            let second = try await door.create()
            disk.set(0)
            try await readiness(503, door)
            door.provider.finish(try #require(TaskIDForm.recognise(first)?.id))
            try await door.task(first, in: "succeeded")
            #expect(try await door.get(Face.ark.read(second)).json["status"]?.text == "queued")
            disk.set(5000)
            try await readiness(200, door)
            try await door.task(second, in: "running")
        }
    }

    @Test(
        "sizes are written with their unit",
        arguments: [("512MB", 512 << 20), ("2GB", 2 << 30), ("3KB", 3072), ("0", 0)] as [(String, Int?)]
            + [("1.5GB", nil), ("5TB", nil), ("", nil), ("-1", nil)]
    )
    func sizes(text: String, bytes: Int?) {
        #expect(Units.bytes(text) == bytes)
    }
}
