/// What a picture must be (ark.md section 3).
public struct PictureSpec: Sendable {
    /// Lower-case names: `jpeg`, `png`.
    public var formats: [String]
    /// Pixels a side.
    public var sides: ClosedRange<Int>
    /// Width over height.
    public var aspects: ClosedRange<Double>
    /// Bytes; a picture must be smaller.
    public var sizeLimit: Int
}

/// What a referenced video or sound must be (models.md section 3.2).
public struct ClipSpec: Sendable {
    /// Lower-case names: `mp4`, `wav`.
    public var formats: [String]
    /// Length of each, with the tolerance that the vendor shows, in seconds.
    public var seconds: ClosedRange<Double>
    /// Length of all of the kind together, in seconds.
    public var totalSeconds: Double
    /// Bytes.
    public var sizeLimit: Int
    /// Whether a data URL is taken; a video must have an address.
    public var isInlineAllowed: Bool
    /// What only videos have; `nil` for sounds.
    public var frame: ClipFrameSpec?
}

/// What the pictures of a referenced video must be.
public struct ClipFrameSpec: Sendable {
    /// Lower-case names: `h264`, `h265`.
    public var codecs: [String]
    /// Pixels a side.
    public var sides: ClosedRange<Int>
    /// Width over height.
    public var aspects: ClosedRange<Double>
    /// Pixels in all.
    public var pixels: ClosedRange<Int>
    public var framesPerSecond: ClosedRange<Double>
}
