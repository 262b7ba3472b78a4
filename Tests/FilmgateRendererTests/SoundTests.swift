import Testing

@testable import FilmgateRenderer

@Suite("Sound that follows the scene")
struct SoundTests {
    private func samples(_ prompt: String, seconds: Int = 5) -> [Int16] {
        var job = RenderJob(width: 16, height: 16, seconds: seconds, prompt: prompt, seed: 3, output: "-")
        job.audio = true
        var samples: [Int16] = []
        _ = Soundtrack(job).write {
            samples += $0
            return true
        }
        return samples
    }

    @Test(
        "every scene is as loud as a clip should be, never clips and is silent at both ends",
        arguments: [
            "海边日落", "city at night", "大雨", "snow", "forest", "a horse", "沙漠", "mountains", "space", "房间", "philosophy",
            "She says \"good morning, everyone\" in the kitchen", "森林里的雨夜",
        ]
    )
    func levels(prompt: String) throws {
        let samples = samples(prompt)
        let channels = (0..<2).map { channel in
            stride(from: channel, to: samples.count, by: 2).map { Float(samples[$0]) / 32_768 }
        }
        let loudness = try #require(Loudness.integrated(channels))
        #expect((-24...(-16)).contains(loudness), "\(loudness) LUFS")
        #expect(samples.allSatisfy { abs(Int($0)) < 32_000 })
        #expect(samples.prefix(200).allSatisfy { abs(Int($0)) < 50 })
        #expect(samples.suffix(200).allSatisfy { abs(Int($0)) < 50 })
        #expect(channels[0] != channels[1], "stereo")
    }

    @Test("the same job sounds the same, another scene another way")
    func determinism() {
        #expect(samples("大雨", seconds: 1) == samples("大雨", seconds: 1))
        #expect(samples("大雨", seconds: 1) != samples("大海", seconds: 1))
    }

    @Test(
        "what is quoted is spoken, in the language of its script",
        arguments: [
            ("He says \"hello\"", ["hello"], "en"), ("她说：“你好”", ["你好"], "cmn"), ("「こんにちは」と言う", ["こんにちは"], "ja"),
            ("no words", [], "en"), ("5\" wide", [], "en"), ("\"!?\"", [], "en"),
            ("A 7\" screen; she says \"look\"", ["look"], "en"),
        ]
    )
    func quotes(prompt: String, quotes: [String], voice: String) {
        #expect(Speech.quotes(in: prompt) == quotes)
        if let first = quotes.first { #expect(Speech.voice(for: first) == voice) }
    }

    @Test("speech that cannot be spoken is named in the report")
    func missing() {
        var job = RenderJob(width: 16, height: 16, seconds: 1, prompt: "\"hello\"", seed: 3, output: "-")
        #expect(RenderReport(job).missingPrograms.isEmpty, "a silent video misses nothing")
        job.audio = true
        #expect(RenderReport(job).missingPrograms == (Speech.isAvailable ? [] : ["espeak-ng"]))
    }
}
