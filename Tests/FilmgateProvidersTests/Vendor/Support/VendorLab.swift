import FilmgateClient
import FilmgateDialects
import FilmgateDomain
import FilmgateProviders
import Foundation
import Synchronization
import Testing

/// A provider of one account whose vendor answers by a script, in a directory of its own.
final class VendorLab: Sendable {
    let transport: ScriptedTransport
    let fetcher = RecordingFetcher()
    let tools = RecordingTools()
    let artifacts: FileArtifacts
    let directory: String

    init(_ steps: [ScriptedTransport.Step] = []) throws {
        transport = ScriptedTransport(steps)
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("vendor-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        artifacts = FileArtifacts(directory: directory)
    }

    deinit {
        // A directory that stays is in the temporary one.
        try? FileManager.default.removeItem(atPath: directory)
    }

    func provider(
        _ dialect: DialectName,
        link: (@Sendable (Artifact) async -> String?)? = nil,
        account change: (inout ProviderAccount) -> Void = { _ in }
    ) throws -> VendorProvider {
        let face = try #require(ClientFaces.named(dialect))
        var account = ProviderAccount(
            name: "main",
            dialect: dialect,
            concurrency: 10,
            models: ["doubao-seedance-1-5-pro-251215": "doubao-seedance-1-5-pro"],
            abilities: face.traits.abilities,
            adaptiveTextRatio: .landscape
        )
        change(&account)
        var timeouts = VendorTimeouts()
        timeouts.downloadPause = .zero
        return VendorProvider(
            account: account,
            face: face,
            endpoint: VendorEndpoint(
                base: try BaseURL("https://vendor.example/gate"),
                apiKey: "vendor-key",
                transport: transport
            ),
            artifacts: artifacts,
            catalog: .standard,
            files: fetcher,
            tools: tools,
            workshop: Workshop(directory: directory) { body in try body() },
            link: link,
            timeouts: timeouts
        )
    }

    /// What the call of that number carried, as JSON.
    func body(_ index: Int = 0) throws -> JSONObject {
        try #require(transport.calls.count > index)
        guard case .object(let object) = try JSONParser.parse(transport.calls[index].body.flatMap(\.bytes)) else {
            throw NoObject()
        }
        return object
    }

    /// The files that lie about.
    var files: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: directory).filter { !$0.hasPrefix("artifact") }
        }
    }

    private struct NoObject: Error {}
}

/// Writes the address that it was asked for into the file, and keeps it.
final class RecordingFetcher: FileFetcher {
    private let state = Mutex((urls: [String](), error: CollectionError?.none))

    var urls: [String] { state.withLock { $0.urls } }

    func fail(_ error: CollectionError) { state.withLock { $0.error = error } }

    func fetch(_ url: String, to path: String) async throws(CollectionError) {
        let error = state.withLock { state in
            state.urls.append(url)
            return state.error
        }
        if let error { throw error }
        guard FileManager.default.createFile(atPath: path, contents: Data("from \(url)".utf8)) else {
            throw .interrupted("not written")
        }
    }
}

/// Writes what it was asked for into the target.
final class RecordingTools: MediaTools {
    private let state = Mutex((done: [String](), size: 10))

    var done: [String] { state.withLock { $0.done } }

    /// The bytes of what a conversion to that type comes to.
    func resultSize(_ size: Int) { state.withLock { $0.size = size } }

    func convert(
        pictureAt source: String,
        of sourceType: String,
        to target: String,
        type: String
    ) async throws(MediaToolError) {
        let size = state.withLock { state in
            state.done.append("\(sourceType) to \(type)")
            return type == "image/png" ? state.size : 10
        }
        try Self.put(Data(repeating: 1, count: size), at: target)
    }

    func lastFrame(ofVideoAt source: String, to target: String) async throws(MediaToolError) {
        state.withLock { $0.done.append("last frame") }
        try Self.put(Data("frame".utf8), at: target)
    }

    private static func put(_ data: Data, at path: String) throws(MediaToolError) {
        guard FileManager.default.createFile(atPath: path, contents: data) else {
            throw MediaToolError(reason: "not written")
        }
    }
}

/// Artifacts in plain files, named by their hash.
struct FileArtifacts: ArtifactStore {
    let directory: String

    func keep(_ bytes: [UInt8], _ digit: Character, type: String) throws -> Artifact {
        let hash = try #require(ContentHash(rawValue: String(repeating: digit, count: 64)))
        try Data(bytes).write(to: URL(fileURLWithPath: path(hash)))
        return Artifact(hash: hash, size: bytes.count, mediaType: type)
    }

    private func path(_ hash: ContentHash) -> String { "\(directory)/artifact-\(hash.rawValue)" }

    func localPath(of hash: ContentHash) async throws -> String? {
        FileManager.default.fileExists(atPath: path(hash)) ? path(hash) : nil
    }

    struct NotHere: Error {}

    func makeSink() async throws -> any ArtifactSink { throw NotHere() }
    func adopt(fileAt path: String) async throws -> StoredFile { throw NotHere() }
    func size(of hash: ContentHash) async throws -> Int? { nil }
    func read(_ hash: ContentHash, range: Range<Int>) async throws -> AsyncThrowingStream<[UInt8], any Error>? { nil }
    func renew(_ hash: ContentHash) async throws -> Int? { nil }
    func remove(_ hash: ContentHash, olderThan age: Duration) async throws {}
    func filesOlder(than age: Duration) async throws -> [ContentHash] { [] }
}

extension VideoOrder {
    /// A text of 5 s at 720p, 16:9, audible, that `change` makes into another order.
    static func sample(_ change: (inout VideoOrder) -> Void = { _ in }) -> VideoOrder {
        var order = VideoOrder(
            model: "doubao-seedance-1-5-pro-251215",
            mode: .text,
            prompt: "a cat",
            resolution: .p720,
            ratio: .fixed(.landscape)
        )
        order.generateAudio = true
        change(&order)
        return order
    }

    mutating func startOn(_ artifact: Artifact, origin: String? = nil) {
        mode = .firstFrame
        media = [
            OrderedMedium(
                kind: .image,
                role: .firstFrame,
                artifact: artifact,
                pixels: PixelSize(width: 900, height: 1600),
                origin: origin
            )
        ]
        fittedRatio = .portrait
    }
}

extension VideoTask {
    static func sample(_ order: VideoOrder) -> VideoTask {
        VideoTask(
            id: ID(ULID(high: 1, low: 2)),
            project: Project.ID(rawValue: "p"),
            key: nil,
            dialect: .ark,
            order: order,
            createdAt: Timestamp(seconds: 1_700_000_000),
            deadline: Timestamp(seconds: 1_700_100_000),
            hold: Money(micros: 1, currency: .cny)
        )
    }
}

extension Attempt {
    static func sample(_ order: VideoOrder, draft: String? = nil) -> Attempt {
        Attempt(task: .sample(order), model: .seedance15Pro, draftUpstreamID: draft)
    }
}
