import Foundation

/// What is said in a prompt, between quotation marks, spoken by espeak-ng.
///
/// The text reaches the program by standard input; it runs within the render child's limits and dies with its thread.
struct Speech {
    static let program = "espeak-ng"
    /// More would not fit into any video.
    private static let longest = 300
    private static let most = 4
    private static let byteLimit = 8 << 20

    private let lines: [String]

    init(_ prompt: String) { lines = Self.quotes(in: prompt) }

    /// Whether the program is in `PATH`.
    static var isAvailable: Bool {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
        }
    }

    /// The quoted parts of the beginning of a prompt, in their order.
    static func quotes(in prompt: String) -> [String] {
        let spoken = Quotation.parts(of: prompt.prefix(4000)).filter(\.isQuoted).map { part in
            part.text.filter { !$0.isNewline }.trimmingCharacters(in: .whitespaces)
        }
        return spoken.filter { $0.contains(where: \.isLetter) }.prefix(most).map { String($0.prefix(longest)) }
    }

    /// The voice for the script that a text is written in.
    static func voice(for text: String) -> String {
        let scalars = text.unicodeScalars
        func has(_ ranges: ClosedRange<UInt32>...) -> Bool {
            scalars.contains { scalar in ranges.contains { $0.contains(scalar.value) } }
        }
        if has(0x3040...0x30ff) { return "ja" }
        if has(0xac00...0xd7af) { return "ko" }
        if has(0x4e00...0x9fff, 0x3400...0x4dbf) { return "cmn" }
        if has(0x0400...0x04ff) { return "ru" }
        return "en"
    }

    /// All lines one after the other with pauses, at the rate of the track, at most `limit` samples; empty when nothing
    /// is said or the program is not there. What does not fit is spoken faster, as far as it can be understood.
    func samples(limit: Int) -> [Float] {
        var track = samples(faster: 1)
        if track.count > limit { track = samples(faster: min(1.6, 1.05 * Double(track.count) / Double(limit))) }
        guard track.count > limit else { return track }
        // Cut with a short fade rather than in the middle of a wave.
        for step in 0..<min(2000, limit) { track[limit - 1 - step] *= Float(step) / 2000 }
        return Array(track.prefix(limit))
    }

    private func samples(faster: Double) -> [Float] {
        let rate = Soundtrack.rate
        var track: [Float] = []
        for line in lines {
            let spoken = Self.speak(line, faster: faster)
            guard !spoken.isEmpty else { continue }
            track += [Float](repeating: 0, count: track.isEmpty ? rate / 2 : rate * 2 / 5)
            track += spoken
        }
        return track
    }

    /// espeak-ng's words a minute at which a voice speaks as people do: its Chinese is slow by far.
    private static func pace(of voice: String) -> Double { voice == "cmn" ? 260 : 160 }

    private static func speak(_ line: String, faster: Double) -> [Float] {
        do throws(RenderFault) {
            let (input, output) = (try Pipe(), try Pipe())
            let voice = Self.voice(for: line)
            let pid = try ChildProcess.start(
                program,
                ["-v", voice, "-s", "\(Int(pace(of: voice) * faster))", "--stdin", "--stdout"],
                descriptors: [(input.reader.number, 0), (output.writer.number, 1)],
                ownGroup: false
            )
            input.reader.close()
            output.writer.close()
            // A line is far smaller than what a pipe holds, so this does not wait for the reader.
            let sent = Array(line.utf8).withUnsafeBytes { input.writer.write($0) }
            input.writer.close()
            var bytes = [UInt8](repeating: 0, count: byteLimit)
            let count = bytes.withUnsafeMutableBytes { output.reader.read(into: $0) }
            output.reader.close()
            guard ChildProcess.wait(for: pid) == 0, sent, let count else { return [] }
            return decoded(bytes.prefix(count))
        } catch {
            return []
        }
    }

    /// The samples of a WAV file of 16-bit mono, at twice its rate of 22,050 and at an even strength.
    private static func decoded(_ bytes: ArraySlice<UInt8>) -> [Float] {
        guard bytes.count > 46 else { return [] }
        let values = stride(from: 44, to: bytes.count - 1, by: 2).map { at in
            Float(Int16(bitPattern: UInt16(bytes[at]) | UInt16(bytes[at + 1]) << 8)) / 32_768
        }
        let power = values.reduce(0) { $0 + $1 * $1 } / Float(max(1, values.count))
        guard power > 0 else { return [] }
        let gain = 0.13 / power.squareRoot()
        return values.indices.flatMap { index in
            let next = index + 1 < values.count ? values[index + 1] : 0
            return [values[index] * gain, (values[index] + next) / 2 * gain]
        }
    }
}
