import ArgumentParser
import FilmgateClient
import FilmgateDomain
import Foundation
import Synchronization

/// A file to be saved: begun before anything is ordered, so that a place that cannot be written is known at once, and put
/// in place only when it is whole.
final class SaveTarget: DownloadSink {
    let path: String
    private let temporary: String
    private let file: FileHandle
    private let isFinished = Mutex(false)

    init(_ path: String) throws {
        self.path = path
        temporary = path + ".part"
        guard
            FileManager.default.createFile(atPath: temporary, contents: nil),
            let file = FileHandle(forWritingAtPath: temporary)
        else { throw ExitCode.report("\(path) cannot be written", code: .cannotCreate) }
        self.file = file
    }

    deinit {
        // What is not whole is nobody's; there is nobody left to tell if it cannot be removed.
        if !isFinished.withLock({ $0 }) { try? FileManager.default.removeItem(atPath: temporary) }
    }

    func write(_ bytes: ByteRegion) async throws {
        try reported { try bytes.withUnsafeBytes { try file.write(contentsOf: Data($0)) } }
    }

    func restart() async throws {
        try reported { try file.truncate(atOffset: 0) }
    }

    func finish() throws {
        try reported { try file.close() }
        guard rename(temporary, path) == 0 else {
            throw ClientError.file(path: path, reason: "it cannot be saved: \(String(cString: strerror(errno)))")
        }
        isFinished.withLock { $0 = true }
    }

    private func reported(_ body: () throws -> Void) throws(ClientError) {
        do {
            try body()
        } catch {
            throw .file(path: path, reason: "it cannot be saved: \(error)")
        }
    }
}
