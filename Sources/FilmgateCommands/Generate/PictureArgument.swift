import ArgumentParser
import FilmgateMedia
import Foundation

/// A picture named on the command line: an address as it is, a file as a data URL.
enum PictureArgument {
    static func url(of argument: String) throws -> String {
        if argument.hasPrefix("http://") || argument.hasPrefix("https://") { return argument }
        let format: String
        do {
            format = try PictureHeader.read(FileBytes(path: argument)).format.name
        } catch {
            throw ExitCode.report("\(argument) is no picture that can be used: \(error)", code: .noInput)
        }
        guard let data = FileManager.default.contents(atPath: argument) else {
            throw ExitCode.report("\(argument) cannot be read", code: .noInput)
        }
        return "data:image/\(format);base64,\(data.base64EncodedString())"
    }
}
