import FilmgateMedia
import FilmgateServer
import Foundation

/// What `serve` says once it listens: one line for machines, and on a new data directory a first key with a line to try.
struct Announcement {
    let settings: ServerSettings
    let gateway: Gateway

    func make(url: String) async throws {
        put(#"{"event":"ready","url":"\#(url)","pid":\#(ProcessInfo.processInfo.processIdentifier)}"#)
        guard gateway.isNew else { return }
        let key = try await gateway.keys.make(name: "first", project: "default", dialect: nil)
        if isatty(1) != 0, settings.isLoopback {
            put("Made a first key. Try:")
            put(curl(url, key: key))
        } else {
            let path = try store(key)
            put("Made a first key, in \(path). Try:")
            put(curl(url, key: "$(cat '\(path)')"))
        }
    }

    private func curl(_ url: String, key: String) -> String {
        #"curl -s \#(url)/api/v3/contents/generations/tasks -H "Authorization: Bearer \#(key)" "#
            + #"-H 'Content-Type: application/json' "#
            + #"-d '{"model":"doubao-seedance-1-5-pro-251215","content":[{"type":"text","text":"海边日落，海浪轻轻拍打沙滩"}]}'"#
    }

    /// Writes the key where only this user can read it.
    private func store(_ key: String) throws -> String {
        let path = URL(fileURLWithPath: settings.dataDirectory).appendingPathComponent("first.key").path
        try FileSystem.remove(path)
        let file = try OpenFile.creating(path)
        try (key + "\n").utf8CString.withUnsafeBytes { text in
            try file.write(UnsafeRawBufferPointer(rebasing: text.dropLast()))
        }
        try file.sync()
        return path
    }

    private func put(_ line: String) {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }
}
