import Foundation

/// What a scene sounds like: beds of shaped noise under slow swells, hums, and single events such as birds.
struct Ambience {
    /// Noise between two corner frequencies, given as filter factors, with a swell of `depth` at `pace` a second.
    private struct Bed {
        var bright: Float
        var dark: Float
        var level: Float
        var depth: Float
        var pace: Float
    }

    private var beds: [Bed] = []
    private var hums: [(hertz: Float, level: Float)] = []
    private var birds: Float = 0
    private var crickets: Float = 0
    private var drops: Float = 0
    private let prompt: String
    private let seed: UInt32
    private let length: Int

    init(_ brief: SceneBrief, prompt: String, seed: UInt32, length: Int) {
        self.prompt = prompt
        self.seed = seed
        self.length = length
        let wind = Bed(bright: 0.05, dark: 0.012, level: 1.4, depth: 0.7, pace: 0.16)
        let air = Bed(bright: 0.02, dark: 0.004, level: 0.8, depth: 0.3, pace: 0.07)
        let dark = brief.hour == .night
        switch brief.family {
        case .sea:
            beds = [
                Bed(bright: 0.16, dark: 0.02, level: 1.1, depth: 0.9, pace: 0.15),
                Bed(bright: 0.4, dark: 0.1, level: 0.5, depth: 1, pace: 0.11),
            ]
        case .city:
            beds = [Bed(bright: 0.03, dark: 0.004, level: 1.6, depth: 0.35, pace: 0.2)]
            hums = [(60, 0.06), (120, 0.035), (181, 0.012)]
        case .rain: beds = [air]
        case .snow: beds = [Bed(bright: 0.035, dark: 0.008, level: 1.2, depth: 0.75, pace: 0.14)]
        case .forest, .meadow:
            beds = [Bed(bright: 0.12, dark: 0.03, level: 0.35, depth: 0.7, pace: 0.19), air]
            (birds, crickets) = dark || brief.season == .winter ? (0, dark ? 1 : 0) : (1, 0)
        case .desert: beds = [wind, Bed(bright: 0.3, dark: 0.12, level: 0.22, depth: 0.9, pace: 0.13)]
        case .mountain: (beds, birds) = ([wind], dark ? 0 : 0.25)
        case .space:
            beds = [Bed(bright: 0.008, dark: 0.001, level: 2.2, depth: 0.5, pace: 0.05)]
            hums = [(55, 0.1), (82.5, 0.07), (110.4, 0.05), (164.9, 0.03)]
        case .room:
            beds = [Bed(bright: 0.02, dark: 0.003, level: 1, depth: 0.1, pace: 0.05)]
            hums = [(100, 0.02)]
        case .abstract:
            beds = [Bed(bright: 0.05, dark: 0.01, level: 0.25, depth: 0.6, pace: 0.1)]
            hums = [(110, 0.16), (165, 0.12), (220, 0.08), (277.2, 0.06)]
        }
        if brief.weather == .rain, brief.family != .space {
            // Behind a window rain is duller.
            let bright: Float = brief.family == .room ? 0.14 : 0.55
            beds.append(Bed(bright: bright, dark: 0.08, level: 0.5, depth: 0.2, pace: 0.09))
            (drops, birds) = (1, 0)
        }
    }

    /// Both channels, at no particular loudness.
    func channels() -> [[Float]] {
        var generator = Generator(prompt: prompt, seed: seed, purpose: 0x5f)
        let phases = beds.map { _ in generator.float(0, 6.28) }
        let root = generator.float(0.94, 1.06)
        var channels = (0..<2).map { channel in
            var samples = [Float](repeating: 0, count: length)
            for (number, bed) in beds.enumerated() {
                var noise = Generator(prompt: prompt, seed: seed, purpose: 0x60 + UInt64(2 * number + channel))
                add(bed, phases[number] + Float(channel) * 0.5, &noise, to: &samples)
            }
            for (number, hum) in hums.enumerated() {
                let step = 6.2832 * hum.hertz * root * (channel == 0 ? 1 : 1.0012) / Float(Soundtrack.rate)
                var phase: Float = Float(number)
                for index in 0..<length {
                    phase += step
                    if phase > 6.2832 { phase -= 6.2832 }
                    samples[index] += sinf(phase) * hum.level
                }
            }
            return samples
        }
        events(&generator, &channels)
        return channels
    }

    private func add(_ bed: Bed, _ phase: Float, _ noise: inout Generator, to samples: inout [Float]) {
        var (low, lower, level): (Float, Float, Float) = (0, 0, 0)
        for index in 0..<length {
            if index & 63 == 0 {
                // Two swells that never meet twice the same way; so slow that one value serves 64 samples.
                let turn = 6.2832 * bed.pace * Float(index) / Float(Soundtrack.rate)
                let swell = sinf(turn + phase) + sinf(turn * 1.63 + phase * 2)
                let next = bed.level * (1 - bed.depth * (0.5 + 0.25 * swell))
                level = index == 0 ? next : level + (next - level) * 0.5
            }
            let white = Float(Int32(truncatingIfNeeded: noise.next() >> 32)) * (1 / 2_147_483_648)
            low += (white - low) * bed.bright
            lower += (low - lower) * bed.dark
            samples[index] += (low - lower) * level
        }
    }

    /// Birds that call in phrases, crickets that chirp in pulses, and single drops, each at a place between left and right.
    private func events(_ generator: inout Generator, _ channels: inout [[Float]]) {
        let seconds = Float(length) / Float(Soundtrack.rate)
        for _ in 0..<Int((birds * seconds * 1.1).rounded(.up)) {
            let (pan, pitch) = (generator.float(0.1, 0.9), generator.float(2300, 4600))
            var at = generator.float(0.3, max(0.4, seconds - 0.8))
            let (sweep, strength) = (generator.float(-0.35, 0.45), generator.float(0.02, 0.06) * min(1, birds * 2))
            for _ in 0..<generator.int(2...5) {
                let long = generator.float(0.06, 0.14)
                tone(&channels, at: at, long: long, hertz: pitch * generator.float(0.94, 1.06), sweep, pan, strength)
                at += long + generator.float(0.03, 0.09)
            }
        }
        if crickets > 0 {
            for voice in 0..<3 {
                let (pan, pitch) = (generator.float(0, 1), generator.float(4200, 5000))
                var at = Float(voice) * 0.21
                while at < seconds {
                    for pulse in 0..<3 {
                        tone(&channels, at: at + Float(pulse) * 0.045, long: 0.03, hertz: pitch, 0, pan, 0.03)
                    }
                    at += generator.float(0.5, 0.7)
                }
            }
        }
        for _ in 0..<Int(drops * seconds * 14) {
            let at = generator.float(0, seconds)
            let hertz = generator.float(900, 2600)
            tone(&channels, at: at, long: 0.025, hertz: hertz, 0.8, generator.float(0, 1), generator.float(0.01, 0.05))
        }
    }

    /// A short tone with soft ends whose pitch moves by `sweep` of itself.
    private func tone(
        _ channels: inout [[Float]],
        at start: Float,
        long: Float,
        hertz: Float,
        _ sweep: Float,
        _ pan: Float,
        _ strength: Float
    ) {
        let rate = Float(Soundtrack.rate)
        let first = Int(start * rate)
        let count = Int(long * rate)
        guard first >= 0 else { return }
        var phase: Float = 0
        for index in 0..<count where first + index < length {
            let part = Float(index) / Float(count)
            phase += 6.2832 * hertz * (1 + sweep * part) / rate
            if phase > 6.2832 { phase -= 6.2832 }
            let value = sinf(phase) * sinf(part * .pi) * strength
            channels[0][first + index] += value * (1 - pan)
            channels[1][first + index] += value * pan
        }
    }
}
