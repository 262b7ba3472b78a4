import Foundation

/// The sound of a preview: what the scene sounds like, and what somebody says in it, from the same seed as the picture.
struct Soundtrack: Sendable {
    /// Samples a second for each of the two channels (`ark.md` section 4).
    static let rate = 44_100
    /// The integrated loudness of every track, in LUFS: in the middle of what players expect of a clip.
    static let loudness: Float = -20
    private static let chunk = 4096

    private let brief: SceneBrief
    private let prompt: String
    private let seed: UInt32
    /// Samples for each channel: the length of the video to the sample, so that sound never adds a frame.
    let length: Int

    init(_ job: RenderJob) {
        brief = SceneBrief(prompt: job.prompt)
        prompt = job.prompt
        seed = job.seed
        length = job.frames * Self.rate / RenderJob.framesPerSecond
    }

    /// Makes the whole track, then hands it over in portions of interleaved 16-bit stereo; stops early when `sink`
    /// refuses one.
    func write(_ sink: (UnsafeBufferPointer<Int16>) -> Bool) -> Bool {
        let channels = mixed()
        var buffer = [Int16](repeating: 0, count: 2 * Self.chunk)
        var start = 0
        while start < length {
            let count = min(Self.chunk, length - start)
            for i in 0..<count {
                for channel in 0..<2 {
                    // Whatever the voices add up to, the sample never clips.
                    buffer[2 * i + channel] = Int16(Self.limited(channels[channel][start + i]) * 32_767)
                }
            }
            guard buffer.withUnsafeBufferPointer({ sink(UnsafeBufferPointer(rebasing: $0[..<(2 * count)])) }) else {
                return false
            }
            start += count
        }
        return true
    }

    /// Ambience and speech, faded at both ends and brought to ``loudness``.
    private func mixed() -> [[Float]] {
        var channels = Ambience(brief, prompt: prompt, seed: seed, length: length).channels()
        Self.scale(&channels, to: Self.loudness)
        let speech = Speech(prompt).samples(limit: length)
        if let first = speech.firstIndex(where: { $0 != 0 }) {
            for index in first..<length {
                // The ambience makes room for the voice, and comes back slowly.
                let part = min(1, Float(index - first) / 4000) * min(1, Float(max(0, speech.count - index)) / 20_000)
                for channel in 0..<2 {
                    channels[channel][index] *= 1 - 0.6 * part
                    if index < speech.count { channels[channel][index] += speech[index] }
                }
            }
        }
        for channel in 0..<2 {
            for index in 0..<length { channels[channel][index] *= fade(index) }
        }
        Self.scale(&channels, to: Self.loudness)
        return channels
    }

    private static func scale(_ channels: inout [[Float]], to target: Float) {
        guard let measured = Loudness.integrated(channels) else { return }
        let gain = powf(10, (target - measured) / 20)
        for channel in channels.indices {
            for index in channels[channel].indices { channels[channel][index] *= gain }
        }
    }

    /// Silence at both ends, so that the sound neither starts nor stops with a click.
    private func fade(_ sample: Int) -> Float {
        let ramp = Float(min(sample, length - 1 - sample)) / (0.35 * Float(Self.rate))
        let part = min(1, ramp)
        return part * part * (3 - 2 * part)
    }

    /// Leaves quiet samples as they are and bends loud ones below 0.86 of full scale.
    private static func limited(_ value: Float) -> Float {
        let size = abs(value)
        guard size > 0.5 else { return value }
        return (value < 0 ? -1 : 1) * (0.5 + 0.36 * tanhf((size - 0.5) / 0.36))
    }
}
