import ArgumentParser
import Foundation

/// The exit codes of every command, those of `sysexits.h` where one fits. Scripts may rely on them.
enum Outcome: Int32 {
    /// The task ended, but not with a video.
    case taskFailed = 1
    /// The request was refused: something in it is wrong.
    case refused = 65
    /// A file that was named cannot be read.
    case noInput = 66
    /// The server cannot be reached, or cannot start.
    case unavailable = 69
    /// A file cannot be written.
    case cannotCreate = 73
    /// Too much at once: the same call may work later.
    case temporary = 75
    /// The key is missing or not accepted.
    case notAllowed = 77
    case configuration = 78
    /// A signal ended the command.
    case interrupted = 130
}

extension ExitCode {
    /// Writes `message` to standard error and gives the code to end with.
    static func report(_ message: String, code: Outcome) -> ExitCode {
        FileHandle.standardError.write(Data("filmgate: \(message)\n".utf8))
        return ExitCode(code.rawValue)
    }
}
