import NIOPosix

/// Threads for calls that block: some for files, and others for looking up names, because a name server that does not
/// answer holds a thread for half a minute, and no file may wait for that.
struct WorkerThreads: Sendable {
    let files = NIOThreadPool(numberOfThreads: 6)
    let names = NIOThreadPool(numberOfThreads: 4)

    init() {
        files.start()
        names.start()
    }

    func stop() async throws {
        try await files.shutdownGracefully()
        try await names.shutdownGracefully()
    }
}
