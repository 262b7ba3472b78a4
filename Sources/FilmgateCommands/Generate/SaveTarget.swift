import ArgumentParser
import Foundation

/// A file to be saved: begun before anything is ordered, so that a place that cannot be written is known at once, and put
/// in place only when it is whole.
final class SaveTarget {
    let path: String
    private let temporary: String
    private let file: FileHandle
    private var isFinished = false

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
        if !isFinished { try? FileManager.default.removeItem(atPath: temporary) }
    }

    func write(_ bytes: Data) throws {
        do {
            try file.write(contentsOf: bytes)
        } catch {
            throw ExitCode.report("\(path) cannot be saved: \(error)", code: .cannotCreate)
        }
    }

    func finish() throws {
        do {
            try file.close()
        } catch {
            throw ExitCode.report("\(path) cannot be saved: \(error)", code: .cannotCreate)
        }
        guard rename(temporary, path) == 0 else {
            throw ExitCode.report("\(path) cannot be saved: \(String(cString: strerror(errno)))", code: .cannotCreate)
        }
        isFinished = true
    }
}
