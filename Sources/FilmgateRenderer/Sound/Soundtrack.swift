import Foundation

/// The sound of a preview: shaped noise and a few tones that suit the scene, made from the same seed.
struct Soundtrack: Sendable {
    /// Samples a second for each of the two channels (`ark.md` section 4).
    static let rate = 44_100
    private static let chunk = 4096

    private let family: SceneFamily
    private let prompt: String
    private let seed: UInt32
    /// Samples for each channel: the length of the video to the sample, so that sound never adds a frame.
    let length: Int

    init(_ job: RenderJob) {
        family = SceneBrief(prompt: job.prompt).family
        prompt = job.prompt
        seed = job.seed
        length = job.frames * Self.rate / RenderJob.framesPerSecond
    }

    /// Makes the whole track in portions of interleaved 16-bit stereo; stops early when `sink` refuses one.
    func write(_ sink: (UnsafeBufferPointer<Int16>) -> Bool) -> Bool {
        var voices = [Voice(self, channel: 0), Voice(self, channel: 1)]
        var buffer = [Int16](repeating: 0, count: 2 * Self.chunk)
        var start = 0
        while start < length {
            let count = min(Self.chunk, length - start)
            for channel in 0..<2 {
                for i in 0..<count {
                    let value = voices[channel].next() * fade(start + i)
                    // Soft limit: whatever the voices add up to, the sample never clips.
                    buffer[2 * i + channel] = Int16(tanhf(value) * 28_000)
                }
            }
            guard buffer.withUnsafeBufferPointer({ sink(UnsafeBufferPointer(rebasing: $0[..<(2 * count)])) }) else {
                return false
            }
            start += count
        }
        return true
    }

    /// Silence at both ends, so that the sound neither starts nor stops with a click.
    private func fade(_ sample: Int) -> Float {
        let ramp = Float(min(sample, length - 1 - sample)) / (0.35 * Float(Self.rate))
        return min(1, ramp)
    }

    /// One channel: noise through two filters under a slow swell, and a chord.
    private struct Voice {
        private var generator: Generator
        private var low: Float = 0
        private var lower: Float = 0
        private var time = 0
        private var swell: [(phase: Float, step: Float)] = []
        private var tones: [(phase: Float, step: Float, level: Float)] = []
        private let bright: Float
        private let dark: Float
        private let noise: Float
        private let depth: Float
        private var level: Float = 0

        init(_ track: Soundtrack, channel: Int) {
            generator = Generator(prompt: track.prompt, seed: track.seed, purpose: 0x50 + UInt64(channel))
            var shared = Generator(prompt: track.prompt, seed: track.seed, purpose: 0x5f)
            let rate = Float(Soundtrack.rate)
            let turn = 2 * Float.pi
            func tone(_ hertz: Float, _ level: Float) -> (phase: Float, step: Float, level: Float) {
                (0, turn * hertz * (channel == 0 ? 1 : 1.0015) / rate, level)
            }
            let root = shared.float(0.92, 1.08)
            switch track.family {
            case .sea:
                (bright, dark, noise, depth) = (0.16, 0.02, 1.1, 0.85)
                swell = [(shared.float(0, 6), turn * 0.17 / rate), (Float(channel) * 0.5, turn * 0.11 / rate)]
            case .city:
                (bright, dark, noise, depth) = (0.03, 0.004, 1.6, 0.35)
                swell = [(shared.float(0, 6), turn * 0.23 / rate), (Float(channel) * 1.6, turn * 0.07 / rate)]
                tones = [tone(60 * root, 0.06), tone(120 * root, 0.035), tone(181 * root, 0.012)]
            case .rain:
                (bright, dark, noise, depth) = (0.55, 0.12, 0.34, 0.2)
                swell = [(shared.float(0, 6), turn * 0.09 / rate), (Float(channel) * 0.9, turn * 0.31 / rate)]
            case .mountain, .snow, .forest, .meadow, .desert, .space, .room:
                (bright, dark, noise, depth) = (0.05, 0.012, 1.9, 0.7)
                swell = [(shared.float(0, 6), turn * 0.13 / rate), (Float(channel) * 0.8, turn * 0.29 / rate)]
            case .abstract:
                (bright, dark, noise, depth) = (0.05, 0.01, 0.25, 0.6)
                swell = [(shared.float(0, 6), turn * 0.1 / rate), (Float(channel) * 1.2, turn * 0.06 / rate)]
                tones = [
                    tone(110 * root, 0.16), tone(165 * root, 0.12), tone(220 * root, 0.08), tone(277.2 * root, 0.06),
                ]
            }
        }

        mutating func next() -> Float {
            // The swell moves so slowly that one value serves 64 samples.
            if time & 63 == 0 {
                var sum: Float = 0
                for i in swell.indices {
                    swell[i].phase += swell[i].step * 64
                    sum += sinf(swell[i].phase)
                }
                level = 1 - depth * (0.5 + 0.25 * sum)
            }
            time += 1
            let white = Float(Int32(truncatingIfNeeded: generator.next() >> 32)) * (1 / 2_147_483_648)
            low += (white - low) * bright
            lower += (low - lower) * dark
            var value = (low - lower) * noise * level
            for i in tones.indices {
                tones[i].phase += tones[i].step
                if tones[i].phase > 2 * .pi { tones[i].phase -= 2 * .pi }
                value += sinf(tones[i].phase) * tones[i].level * (0.5 + 0.5 * level)
            }
            return value
        }
    }
}
