import FilmgateDialects
import FilmgateDomain
import FilmgateMedia
import Foundation
import Testing

@testable import FilmgateServer

@Suite("Backup and restore", .timeLimit(.minutes(5)))
struct BackupTests {
    private static let now = Timestamp(seconds: 1_700_000_000)

    private func withFolder(_ body: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "filmgate-backup-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder)
    }

    @Test("a copy made under writes opens with everything that was answered before it, and its videos can be fetched")
    func underWrites() async throws {
        try await withFolder { folder in
            let copy = folder.appending(path: "copy").path
            let restored = folder.appending(path: "restored")
            var before: [String] = []
            var key = ""
            let wishes = Door.Wishes.with { $0.isAutomatic = true }
            try await Door.open(wishes) { door in
                key = door.key
                for _ in 0..<5 { before.append(try await door.create()) }
                for id in before { try await door.task(id, in: "succeeded") }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<4 {
                        group.addTask {
                            for _ in 0..<20 { _ = try await door.create() }
                        }
                    }
                    let summary = try DataBackup.backUp(door.directory, to: copy, at: Self.now)
                    #expect(summary.artifacts >= 1)
                    try await group.waitForAll()
                }
            }
            let summary = try DataBackup.restore(copy, to: restored.path)
            #expect(summary.artifacts >= 1)
            let again = Door.Wishes.with { $0.keptDirectory = restored }
            try await Door.open(again) { door in
                for id in before {
                    let task = try await door.get(Face.ark.read(id), key: key)
                    #expect(task.json["status"]?.text == "succeeded")
                    let link = try #require(task.json["content"]?["video_url"]?.text)
                    #expect(try await door.send("GET", link, key: "").status == 200)
                }
            }
        }
    }

    @Test("nobody but the owner can read a copy")
    func isPrivate() async throws {
        try await withFolder { folder in
            let copy = folder.appending(path: "copy").path
            try await Door.open { door in
                _ = try await door.create()
                _ = try DataBackup.backUp(door.directory, to: copy, at: Self.now)
            }
            #expect(try FileSystem.status(copy)?.permissions == 0o700)
            for name in try FileSystem.names(in: copy) {
                let status = try #require(try FileSystem.status(copy + "/" + name))
                #expect(status.permissions == (status.isDirectory ? 0o700 : 0o600), "\(name)")
            }
            #expect(try FileSystem.names(in: copy).contains("links.key"))
        }
    }

    @Test("nothing is overwritten, and what is no whole copy is refused")
    func refused() async throws {
        try await withFolder { folder in
            let data = folder.appending(path: "data").path
            let copy = folder.appending(path: "copy").path
            #expect(throws: BackupError.noData(data)) { try DataBackup.backUp(data, to: copy, at: Self.now) }
            try await Door.open { door in
                _ = try DataBackup.backUp(door.directory, to: copy, at: Self.now)
                #expect(throws: BackupError.notEmpty(copy)) {
                    try DataBackup.backUp(door.directory, to: copy, at: Self.now)
                }
                #expect(throws: BackupError.notEmpty(door.directory)) {
                    try DataBackup.restore(copy, to: door.directory)
                }
            }
            try FileSystem.remove(copy + "/backup.json")
            #expect(throws: BackupError.noBackup(copy)) { try DataBackup.restore(copy, to: data) }
        }
    }
}
