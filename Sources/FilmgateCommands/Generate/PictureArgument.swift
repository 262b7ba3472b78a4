import ArgumentParser
import FilmgateClient
import FilmgateMedia

/// A picture named on the command line: an address as it is, a file as its bytes.
enum PictureArgument {
    static func medium(_ argument: String) throws -> LocalMedium {
        if argument.hasPrefix("http://") || argument.hasPrefix("https://") { return .url(argument) }
        do {
            _ = try PictureHeader.read(FileBytes(path: argument))
            return try .file(argument)
        } catch {
            throw ExitCode.report("\(argument) is no picture that can be used: \(error)", code: .noInput)
        }
    }
}
