#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The one directory below which everything lives that a server keeps.
package enum DataDirectory {
    private static var privately: [FileAttributeKey: Any] { [.posixPermissions: 0o700] }

    /// Makes the directory, for this user alone, where there is none.
    package static func prepare(_ path: String) throws {
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true,
            attributes: privately
        )
    }

    /// Empties the parts that hold what was under way. Only whoever holds the directory's lock may do that.
    static func clear(_ path: String) throws {
        let manager = FileManager.default
        for part in ["spool", "renders", "downloads"] {
            let folder = path + "/" + part
            if manager.fileExists(atPath: folder) { try manager.removeItem(atPath: folder) }
            try manager.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: privately)
        }
    }
}

/// Where the running program is on disk.
enum ProgramPath {
    /// On Linux the kernel's own link, which holds even when the file has been replaced.
    static var current: String {
        #if os(Linux)
        "/proc/self/exe"
        #else
        Bundle.main.executablePath ?? CommandLine.arguments[0]
        #endif
    }
}
