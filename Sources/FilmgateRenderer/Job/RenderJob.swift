/// One video to draw: everything the render child needs to know, and nothing about tasks or vendors.
///
/// It travels as JSON over the child's standard input, so that no prompt and no path ever stands in a process list.
package struct RenderJob: Codable, Sendable, Equatable {
    /// Exact pixel width of the video; even, 16...8192.
    package var width: Int
    /// Exact pixel height of the video; even, 16...8192.
    package var height: Int
    /// Length in seconds, 1...30. The video has one frame more than `24 * seconds` (`ark.md` section 4), unless
    /// ``frameCount`` says otherwise.
    package var seconds: Int
    /// The exact number of frames, 1...721, where the length was ordered in frames; ``seconds`` is then rounded.
    package var frameCount: Int?
    /// What the user wrote. Any text, never trusted: it is drawn and hashed, nothing else.
    package var prompt: String
    /// With the prompt the only source of variation.
    package var seed: UInt32
    /// A local picture file that the video starts on.
    package var firstFrame: String?
    /// A local picture file that the video ends on.
    package var lastFrame: String?
    /// What else the video is made after, in the order of the request. Not beside frames.
    package var references: [RenderReference]
    /// No camera motion; the scene itself may move.
    package var cameraFixed: Bool
    /// A visible "AI generated" mark, bottom right.
    package var watermark: Bool
    /// A stereo soundtrack; without it the file has no audio stream at all.
    package var audio: Bool
    /// A small faint mark, top left, which says that this is a preview.
    package var mark: Bool
    /// Where the MP4 goes.
    package var output: String
    /// Where a PNG of the last frame goes, drawn without the two marks.
    package var lastFrameOutput: String?
    /// Font files in order of preference; empty means ``FontChain/systemFonts``.
    package var fonts: [String]

    package init(
        width: Int,
        height: Int,
        seconds: Int,
        frameCount: Int? = nil,
        prompt: String,
        seed: UInt32,
        firstFrame: String? = nil,
        lastFrame: String? = nil,
        references: [RenderReference] = [],
        cameraFixed: Bool = false,
        watermark: Bool = false,
        audio: Bool = false,
        mark: Bool = true,
        output: String,
        lastFrameOutput: String? = nil,
        fonts: [String] = []
    ) {
        self.width = width
        self.height = height
        self.seconds = seconds
        self.frameCount = frameCount
        self.prompt = prompt
        self.seed = seed
        self.firstFrame = firstFrame
        self.lastFrame = lastFrame
        self.references = references
        self.cameraFixed = cameraFixed
        self.watermark = watermark
        self.audio = audio
        self.mark = mark
        self.output = output
        self.lastFrameOutput = lastFrameOutput
        self.fonts = fonts
    }

    /// Frames a second, fixed by the contract (`ark.md` section 4).
    package static let framesPerSecond = 24

    /// The number of frames: ``frameCount``, else `24 * seconds + 1`.
    package var frames: Int { frameCount ?? Self.framesPerSecond * seconds + 1 }

    /// Why the job cannot be drawn, or nil when it can.
    var complaint: String? {
        let sides = 16...8192
        guard sides.contains(width), sides.contains(height), width % 2 == 0, height % 2 == 0 else {
            return "width and height must be even and within 16...8192"
        }
        guard (1...30).contains(seconds) else { return "seconds must be within 1...30" }
        guard (1...721).contains(frames) else { return "frames must be within 1...721" }
        guard references.isEmpty || firstFrame == nil else { return "references do not go with frames" }
        guard lastFrame == nil || firstFrame != nil else { return "a last picture needs a first one" }
        guard !output.isEmpty else { return "output is empty" }
        return nil
    }
}
