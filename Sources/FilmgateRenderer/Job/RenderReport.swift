/// What a finished render is, as the child reports it on its `done` line.
package struct RenderReport: Codable, Sendable, Equatable {
    package var width: Int
    package var height: Int
    package var frames: Int
    package var hasAudio: Bool
    /// Length in whole seconds as ordered; the file is one frame longer.
    package var seconds: Int
    /// Programs that the video would have used and that are not installed: without `espeak-ng` nothing is spoken.
    package var missingPrograms: [String]

    init(_ job: RenderJob) {
        width = job.width
        height = job.height
        frames = job.frames
        hasAudio = job.audio
        seconds = job.seconds
        let mute = job.audio && !Speech.quotes(in: job.prompt).isEmpty && !Speech.isAvailable
        missingPrograms = mute ? [Speech.program] : []
    }
}
