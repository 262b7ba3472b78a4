import ArgumentParser
import FilmgateDomain
import FilmgateServer
import Foundation

/// `filmgate backup`: copies the data directory, also while a server runs there.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the data directory, also while a server runs there.",
        discussion:
            "Artifacts are shared by hard links where the copy lies on the same file system: move it elsewhere afterwards."
    )

    @OptionGroup var place: DataPlace

    @Argument(help: "Directory to write to; it must be absent or empty.")
    var directory: String

    func run() throws {
        let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        let summary = try BackupFailure.reported { try DataBackup.backUp(place.directory, to: directory, at: now) }
        print("Backed up \(place.directory) into \(directory): schema \(summary.schema), \(summary.artifacts) files.")
    }
}

/// `filmgate restore`: makes a data directory of a backup.
struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Make a new data directory of a backup.",
        discussion: "The store is checked from its first page to its last. The backup stays as it is."
    )

    @Argument(help: "A directory that `filmgate backup` wrote.")
    var directory: String

    @Option(help: "The data directory to make; it must be absent or empty.")
    var data: String

    func run() throws {
        let summary = try BackupFailure.reported { try DataBackup.restore(directory, to: data) }
        print("Restored \(directory) into \(data): schema \(summary.schema), \(summary.artifacts) files.")
    }
}

/// Which exit code belongs to what went wrong.
private enum BackupFailure {
    static func reported<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as BackupError {
            let code: Outcome =
                switch error {
                case .noData, .noBackup, .newerFormat, .damaged: .noInput
                case .notEmpty: .cannotCreate
                }
            throw ExitCode.report(error.description, code: code)
        } catch {
            throw ExitCode.report("the copy was not finished: \(error)", code: .cannotCreate)
        }
    }
}
