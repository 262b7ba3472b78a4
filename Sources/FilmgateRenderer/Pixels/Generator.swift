/// A small seeded generator (SplitMix64), so that the same job gives the same bytes on every machine.
struct Generator: RandomNumberGenerator {
    private var state: UInt64

    init(_ state: UInt64) { self.state = state }

    /// A generator over prompt and seed (FNV-1a over the UTF-8, mixed with the seed) for one purpose.
    init(prompt: String, seed: UInt32, purpose: UInt64) {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in prompt.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        state = hash ^ (UInt64(seed) &* 0x9e37_79b9_7f4a_7c15) ^ (purpose &* 0xd1b5_4a32_d192_ed03)
        _ = next()
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    /// A number between the bounds.
    mutating func float(_ low: Float, _ high: Float) -> Float {
        low + (high - low) * Float(next() >> 40) / Float(1 << 24)
    }

    /// A whole number within the range.
    mutating func int(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.count))
    }

    /// True with the given chance.
    mutating func chance(_ part: Float) -> Bool { float(0, 1) < part }

    /// One of the choices, which must not be empty.
    mutating func pick<Choice>(_ choices: [Choice]) -> Choice { choices[int(0...choices.count - 1)] }
}

extension Generator {
    /// One number out of three: for details that are looked up by place instead of drawn in turn.
    static func hash(_ a: UInt64, _ b: UInt64, _ c: UInt64) -> UInt64 {
        var generator = Generator(a ^ (b &* 0x9e37_79b9_7f4a_7c15) ^ (c &* 0xc2b2_ae3d_27d4_eb4f))
        return generator.next()
    }
}
