public import FilmgateClient

/// All that an app needs to write for a video from words.
public func film(_ prompt: String, with client: FilmgateClient, to path: String) async throws {
    let id = try await client.create(.text(prompt).duration(5))
    let task = try await client.video(of: id)
    try await client.download(task, to: path)
}
