#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// An open file descriptor, closed when nobody holds it any more. Every call blocks its thread.
package final class OpenFile: Sendable {
    package let descriptor: Int32

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Opens an existing regular file for reading; a symbolic link, a pipe or a device is refused.
    package static func reading(_ path: String) throws(FileError) -> OpenFile {
        // O_NONBLOCK: opening a named pipe must fail below instead of waiting for a writer.
        let file = try open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
        guard try file.status().isRegular else { throw FileError(.open, code: EINVAL) }
        return file
    }

    /// Makes a file that must not exist yet, readable and writable by its owner alone.
    package static func creating(_ path: String) throws(FileError) -> OpenFile {
        try open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW)
    }

    /// Opens a directory, to sync it.
    package static func directory(_ path: String) throws(FileError) -> OpenFile {
        try open(path, O_RDONLY | O_DIRECTORY)
    }

    private static func open(_ path: String, _ flags: Int32) throws(FileError) -> OpenFile {
        while true {
            #if canImport(Darwin)
            let descriptor = Darwin.open(path, flags | O_CLOEXEC, 0o600)
            #elseif canImport(Musl)
            let descriptor = Musl.open(path, flags | O_CLOEXEC, 0o600)
            #else
            let descriptor = Glibc.open(path, flags | O_CLOEXEC, 0o600)
            #endif
            if descriptor >= 0 { return OpenFile(descriptor: descriptor) }
            guard errno == EINTR else { throw .last(.open) }
        }
    }

    /// Reads at `offset` until `buffer` is full or the file ends; how many bytes were read.
    package func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
        var done = 0
        while done < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
            let count = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
            if count == 0 { break }
            if count > 0 {
                done += count
            } else if errno != EINTR {
                throw .last(.read)
            }
        }
        return done
    }

    /// Appends all of `bytes`.
    package func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        var rest = bytes
        while !rest.isEmpty {
            #if canImport(Darwin)
            let count = Darwin.write(descriptor, rest.baseAddress, rest.count)
            #elseif canImport(Musl)
            let count = Musl.write(descriptor, rest.baseAddress, rest.count)
            #else
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            #endif
            if count >= 0 {
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            } else if errno != EINTR {
                throw .last(.write)
            }
        }
    }

    /// Returns when what was written would survive a power cut.
    package func sync() throws(FileError) {
        #if canImport(Darwin)
        // On macOS fsync stops at the drive's cache; file systems without F_FULLFSYNC get the plain call.
        if fcntl(descriptor, F_FULLFSYNC) == 0 { return }
        #endif
        while fsync(descriptor) != 0 {
            guard errno == EINTR else { throw .last(.sync) }
        }
    }

    /// Lets nobody but the owner read or write the file.
    package func makePrivate() throws(FileError) {
        guard fchmod(descriptor, 0o600) == 0 else { throw .last(.touch) }
    }

    package func status() throws(FileError) -> FileStatus {
        var raw = stat()
        guard fstat(descriptor, &raw) == 0 else { throw .last(.inspect) }
        return FileStatus(raw)
    }
}
