import Crypto
import FilmgateDomain
import FilmgateMedia
import Foundation
import Testing

@Suite("Artifacts in a directory")
struct DirectoryArtifactStoreTests {
    private let directory: TemporaryDirectory
    private let store: DirectoryArtifactStore

    init() async throws {
        directory = try TemporaryDirectory()
        store = try await .open(at: directory.path + "/artifacts", calls: .shared) { 2_000_000_000 }
    }

    private func store(_ bytes: [UInt8]) async throws -> StoredFile {
        let sink = try await store.makeSink()
        // In pieces of odd length, so that the order matters.
        for start in stride(from: 0, to: bytes.count, by: 7919) {
            try await sink.write(ByteRegion(Array(bytes[start..<min(bytes.count, start + 7919)])))
        }
        return try await sink.finish()
    }

    private func content(of hash: ContentHash, _ range: Range<Int> = 0..<Int.max) async throws -> [UInt8]? {
        guard let stream = try await store.read(hash, range: range) else { return nil }
        return try await stream.reduce(into: []) { $0 += $1 }
    }

    private static func hash(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).map { String(format: "%02x", $0) }.joined()
    }

    private static let large = (0..<700_001).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }

    @Test("What is written is found under its hash", arguments: [[], [1], large])
    func write(bytes: [UInt8]) async throws {
        let stored = try await store(bytes)
        #expect(stored.hash.rawValue == Self.hash(bytes))
        #expect(stored.size == bytes.count)
        #expect(try await store.size(of: stored.hash) == bytes.count)
        #expect(try await content(of: stored.hash) == bytes)
        #expect(directory.names(in: "artifacts/incoming").isEmpty)
        let path = try #require(try await store.localPath(of: stored.hash))
        #expect(path.hasSuffix("/artifacts/" + stored.hash.rawValue.prefix(2) + "/" + stored.hash.rawValue))
        #expect(try FileSystem.status(path)?.permissions == 0o600)
        #expect(try FileSystem.status(directory.path + "/artifacts")?.permissions == 0o700)
    }

    @Test("A part is read, and no more than there is")
    func ranges() async throws {
        let stored = try await store(Self.large)
        #expect(try await content(of: stored.hash, 5..<300_000) == Array(Self.large[5..<300_000]))
        #expect(try await content(of: stored.hash, 700_000..<900_000) == [Self.large[700_000]])
        #expect(try await content(of: stored.hash, 900_000..<900_001) == [])
        #expect(try await content(of: stored.hash, 3..<3) == [])
    }

    @Test("A file that is gone reads as nil")
    func missing() async throws {
        let hash = try #require(ContentHash(rawValue: String(repeating: "a", count: 64)))
        #expect(try await store.size(of: hash) == nil)
        #expect(try await store.localPath(of: hash) == nil)
        #expect(try await content(of: hash) == nil)
        #expect(try await store.renew(hash) == nil)
        try await store.remove(hash, olderThan: .zero)
    }

    @Test("The same bytes twice are one file, new again")
    func again() async throws {
        let stored = try await store([1, 2, 3])
        let path = try #require(try await store.localPath(of: stored.hash))
        try age(path, to: 1_000_000_000)
        #expect(try await store.filesOlder(than: .seconds(3600)) == [stored.hash])
        #expect(try await store([1, 2, 3]) == stored)
        #expect(try #require(try FileSystem.status(path)).modified > 1_000_000_000)
    }

    @Test("A spoiled file is replaced by the right one")
    func repair() async throws {
        let stored = try await store([1, 2, 3])
        let path = try #require(try await store.localPath(of: stored.hash))
        try Data([1]).write(to: URL(fileURLWithPath: path))
        #expect(try await store([1, 2, 3]) == stored)
        #expect(try await content(of: stored.hash) == [1, 2, 3])
    }

    @Test("A file is taken over, and is new from then on")
    func adopt() async throws {
        let path = try directory.file("made", Self.large)
        try age(path, to: 1_000_000_000)
        let stored = try await store.adopt(fileAt: path)
        #expect(stored.hash.rawValue == Self.hash(Self.large))
        #expect(try FileSystem.status(path) == nil)
        #expect(try await content(of: stored.hash) == Self.large)
        let target = try #require(try await store.localPath(of: stored.hash))
        #expect(try FileSystem.status(target)?.permissions == 0o600)
        #expect(try #require(try FileSystem.status(target)).modified > 1_000_000_000)
    }

    @Test("Only a plain file is taken over")
    func adoptLink() async throws {
        let path = try directory.file("made", [1])
        try FileManager.default.createSymbolicLink(atPath: path + "-link", withDestinationPath: path)
        await #expect(throws: FileError.self) { try await store.adopt(fileAt: path + "-link") }
        await #expect(throws: FileError.self) { try await store.adopt(fileAt: directory.path) }
        await #expect(throws: FileError.self) { try await store.adopt(fileAt: path + "-gone") }
        #expect(try FileSystem.status(path) != nil)
    }

    @Test("What was discarded, forgotten or left behind is gone")
    func leftovers() async throws {
        let sink = try await store.makeSink()
        try await sink.write(ByteRegion([1]))
        #expect(directory.names(in: "artifacts/incoming").count == 1)
        await sink.discard()
        #expect(directory.names(in: "artifacts/incoming").isEmpty)
        await #expect(throws: FileError.self) { try await sink.finish() }
        await #expect(throws: FileError.self) { try await sink.write(ByteRegion([1])) }

        _ = try await store.makeSink()
        // The thread that made it may hold it a moment longer.
        for _ in 0..<100_000 where !directory.names(in: "artifacts/incoming").isEmpty { await Task.yield() }
        #expect(directory.names(in: "artifacts/incoming").isEmpty)

        _ = try directory.file("artifacts/incoming/left", [1])
        _ = try await DirectoryArtifactStore.open(at: directory.path + "/artifacts", calls: .shared) { 0 }
        #expect(directory.names(in: "artifacts/incoming").isEmpty)
    }

    @Test("Only old files are listed")
    func old() async throws {
        let first = try await store([1])
        let second = try await store([2])
        let paths = try await (store.localPath(of: first.hash), store.localPath(of: second.hash))
        try age(try #require(paths.0), to: 2_000_000_000 - 3600)
        try age(try #require(paths.1), to: 2_000_000_000 - 3599)
        #expect(try await store.filesOlder(than: .seconds(3600)) == [first.hash])
        try await store.remove(second.hash, olderThan: .seconds(3600))
        #expect(try await store.size(of: second.hash) == 1, "younger than that")
        try await store.remove(first.hash, olderThan: .seconds(3600))
        #expect(try await store.filesOlder(than: .seconds(3600)) == [])
    }

    @Test("A file that is renewed between being found old and being removed stays")
    func renewed() async throws {
        // Renewing sets the machine's own time, so the store must go by that.
        let store = try await DirectoryArtifactStore.open(at: directory.path + "/artifacts", calls: .shared) {
            Int64(Date.now.timeIntervalSince1970)
        }
        let stored = try await self.store([1])
        try age(try #require(try await store.localPath(of: stored.hash)), to: 1_000_000_000)
        #expect(try await store.filesOlder(than: .seconds(3600)) == [stored.hash])
        #expect(try await store.renew(stored.hash) == 1)
        try await store.remove(stored.hash, olderThan: .seconds(3600))
        #expect(try await store.size(of: stored.hash) == 1)
    }

    @Test("Many at once do not disturb each other")
    func concurrency() async throws {
        try await withThrowingTaskGroup(of: StoredFile.self) { group in
            for index in 0..<40 {
                group.addTask { try await store([UInt8](repeating: UInt8(index % 5), count: 50_000)) }
            }
            let files = try await group.reduce(into: Set()) { $0.insert($1) }
            #expect(files.count == 5)
        }
        #expect(directory.names(in: "artifacts/incoming").isEmpty)
    }

    private func age(_ path: String, to seconds: Double) throws {
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: seconds)],
            ofItemAtPath: path
        )
    }
}
