import FilmgateDomain
import FilmgateEngine
import Synchronization

/// Files by name alone: a path is its own content.
final class MemoryArtifacts: ArtifactStore {
    struct Failure: Error {}

    private struct State {
        var files: [ContentHash: Timestamp] = [:]
        var failures = 0
        var afterListing: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())
    private let time: HandTime

    init(time: HandTime) { self.time = time }

    /// The next `count` adoptions fail.
    func failAdoption(_ count: Int) { state.withLock { $0.failures = count } }

    /// Runs `body` once the old files have been listed, before any is removed.
    func afterListing(_ body: @escaping @Sendable () -> Void) { state.withLock { $0.afterListing = body } }

    @discardableResult
    func keep(_ hash: ContentHash) -> ContentHash {
        state.withLock { $0.files[hash] = time.now }
        return hash
    }

    var hashes: Set<ContentHash> { state.withLock { Set($0.files.keys) } }

    func makeSink() async throws -> any ArtifactSink { throw Failure() }

    func adopt(fileAt path: String) async throws -> StoredFile {
        try state.withLock { state in
            if state.failures > 0 {
                state.failures -= 1
                throw Failure()
            }
        }
        return StoredFile(hash: keep(.named(path)), size: 1000)
    }

    func localPath(of hash: ContentHash) async throws -> String? { hashes.contains(hash) ? "/" + hash.rawValue : nil }

    func size(of hash: ContentHash) async throws -> Int? { hashes.contains(hash) ? 1000 : nil }

    func read(_ hash: ContentHash, range: Range<Int>) async throws -> AsyncThrowingStream<[UInt8], any Error>? { nil }

    func renew(_ hash: ContentHash) async throws -> Int? {
        guard hashes.contains(hash) else { return nil }
        keep(hash)
        return 1000
    }

    func remove(_ hash: ContentHash, olderThan age: Duration) async throws {
        let limit = time.now - age
        state.withLock { state in
            if let kept = state.files[hash], kept < limit { state.files[hash] = nil }
        }
    }

    func filesOlder(than age: Duration) async throws -> [ContentHash] {
        let limit = time.now - age
        let old = state.withLock { $0.files.filter { $0.value < limit }.keys.sorted { $0.rawValue < $1.rawValue } }
        state.withLock(\.afterListing)?()
        return old
    }
}

/// Says of every file what it was told.
final class StubInspector: VideoInspector {
    let facts: VideoFacts

    init(_ facts: VideoFacts = .sample) { self.facts = facts }

    func inspect(fileAt path: String) async throws -> VideoFacts { facts }
}

extension VideoFacts {
    /// 5 s of 720p in 16:9, without sound.
    static let sample = VideoFacts(
        pixels: PixelSize(width: 1280, height: 720),
        frames: 121,
        framesPerSecond: 24,
        hasAudio: false
    )

    /// The same with sound.
    static let audible = VideoFacts(
        pixels: PixelSize(width: 1280, height: 720),
        frames: 121,
        framesPerSecond: 24,
        hasAudio: true
    )
}

extension ContentHash {
    /// A hash of its own for every text.
    static func named(_ text: String) -> ContentHash {
        var digits = ""
        for salt in 0..<4 as Range<UInt64> {
            let value = text.utf8.reduce(14_695_981_039_346_656_037 &+ salt) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
            let hex = String(value, radix: 16)
            digits += String(repeating: "0", count: 16 - hex.count) + hex
        }
        guard let hash = ContentHash(rawValue: digits) else { preconditionFailure("64 hexadecimal digits") }
        return hash
    }
}
