import FilmgateDomain
import Foundation
import Synchronization

/// A file that is put in place only when it is whole: until then it is beside it, ending in `.part`.
final class FileSink: DownloadSink {
    private let path: String
    private let temporary: String
    private let file: FileHandle
    private let isFinished = Mutex(false)

    init(_ path: String) throws(ClientError) {
        self.path = path
        temporary = path + ".part"
        guard
            FileManager.default.createFile(atPath: temporary, contents: nil),
            let file = FileHandle(forWritingAtPath: temporary)
        else { throw .file(path: path, reason: "it cannot be written") }
        self.file = file
    }

    deinit {
        // What is not whole is nobody's; there is nobody left to tell if it cannot be removed.
        if !isFinished.withLock({ $0 }) { try? FileManager.default.removeItem(atPath: temporary) }
    }

    func write(_ bytes: ByteRegion) async throws {
        try reported {
            try bytes.withUnsafeBytes { source in try file.write(contentsOf: Data(source)) }
        }
    }

    func restart() async throws {
        try reported {
            try file.truncate(atOffset: 0)
        }
    }

    func finish() throws(ClientError) {
        try reported {
            try file.close()
            // Not `moveItem`, which refuses to replace what is there.
            guard rename(temporary, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
        }
        isFinished.withLock { $0 = true }
    }

    private func reported(_ body: () throws -> Void) throws(ClientError) {
        do {
            try body()
        } catch {
            throw .file(path: path, reason: "it cannot be saved")
        }
    }
}
