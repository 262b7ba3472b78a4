import FilmgateEngine
import Logging
import ServiceLifecycle

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// What an operator says about the disk.
package struct StorageSettings: Sendable {
    /// Free bytes below which nothing more is accepted or fetched; 0 never stops.
    package var minimumFree = 512 << 20
    /// Free bytes where a path lies; `nil` where that cannot be told. For tests.
    package var free: @Sendable (_ path: String) -> Int? = DiskSpace.free

    package init() {}
}

/// How much the disk has left.
enum DiskSpace {
    /// Bytes that this user may still write where `path` lies.
    static func free(at path: String) -> Int? {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return nil }
        return Int(
            clamping: UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize)).partialValue
        )
    }
}

/// Looks every second whether the disk has room, and tells the engine.
struct StorageKeeper: Service {
    let room: StorageRoom
    let settings: StorageSettings
    let directory: String
    let moments: Moments
    let logger: Logger
    /// Called when there is room again.
    let resume: @Sendable () -> Void

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                while true {
                    look()
                    try await moments.sleep(.seconds(1))
                }
            }
        } catch is CancellationError {
            // The end of the server is no failure of this service.
        }
    }

    func look() {
        guard settings.minimumFree > 0, let free = settings.free(directory) else { return }
        // Back only with a tenth more, so that the two states do not alternate.
        let least = room.isEnough ? settings.minimumFree : settings.minimumFree + settings.minimumFree / 10
        let isEnough = free >= least
        guard room.set(isEnough: isEnough) else { return }
        let metadata: Logger.Metadata = ["free": "\(free)", "min_free": "\(settings.minimumFree)"]
        if isEnough {
            logger.notice("the disk has room again", metadata: metadata)
            resume()
        } else {
            logger.error("the disk is nearly full: creates are refused, collection pauses", metadata: metadata)
        }
    }
}
