/// The old way to give parameters: ` --name value` inside the prompt (ark.md section 2.9).
///
/// Known commands are taken out of the prompt. Where sources disagree, live behaviour wins: a bad duration or
/// resolution and any `--frames` are refused, a bad ratio, seed, camera or watermark is ignored. A word that looks like
/// a command and is none stays where it is.
public struct TextCommands: Sendable, Equatable {
    /// The prompt without its commands.
    public private(set) var prompt: String
    /// The words given, by parameter; of a command given twice the last one counts.
    public private(set) var values: [Parameter: String] = [:]
    /// `--framespersecond` has no parameter of its own; only 24 is right.
    public private(set) var framesPerSecond: String?

    private static let names: [String: Parameter] = [
        "resolution": .resolution, "rs": .resolution,
        "ratio": .ratio, "rt": .ratio,
        "duration": .duration, "dur": .duration,
        "frames": .frames,
        "framespersecond": fps, "fps": fps,
        "seed": .seed,
        "camerafixed": .cameraFixed, "cf": .cameraFixed,
        "watermark": .watermark, "wm": .watermark,
    ]
    private static let fps: Parameter = "framespersecond"

    /// Reads the commands of one text.
    public init(_ text: String) {
        guard text.utf8.contains(UInt8(ascii: "-")) else {
            prompt = text
            return
        }
        prompt = ""
        var rest = Substring(text)
        var kept = Substring()
        var pieces: [Substring] = []
        while let dashes = rest.firstRange(ofTwoDashesAfter: text) {
            let name = rest[dashes.upperBound...].prefix { $0.isASCII && $0.isLetter }
            let after = rest[name.endIndex...]
            guard
                let parameter = Self.names[name.lowercased()],
                after.isEmpty || after.first?.isWhitespace == true || after.first == "="
            else {
                kept = rest[..<name.endIndex]
                pieces.append(kept)
                rest = after
                continue
            }
            pieces.append(rest[..<dashes.lowerBound])
            let valueStart = after.drop { $0.isWhitespace || $0 == "=" }
            let value = valueStart.hasPrefix("--") ? "" : valueStart.prefix { !$0.isWhitespace }
            rest = value.isEmpty ? after : valueStart[value.endIndex...]
            if parameter == Self.fps {
                framesPerSecond = String(value)
            } else {
                values[parameter] = String(value)
            }
        }
        pieces.append(rest)
        prompt = values.isEmpty && framesPerSecond == nil ? text : Self.join(pieces)
    }

    /// Puts what is left of the prompt together, with the gap of each command closed.
    private static func join(_ pieces: [Substring]) -> String {
        var result = ""
        for piece in pieces {
            if result.last?.isWhitespace ?? true {
                result += piece.drop { $0.isWhitespace && result.last?.isWhitespace != false }
            } else {
                result += piece
            }
        }
        while result.last?.isWhitespace == true { result.removeLast() }
        return result
    }
}

extension Substring {
    /// The next two dashes that could start a command: at the start of the text, or after a space or a character that is
    /// no letter, digit or dash of ASCII.
    fileprivate func firstRange(ofTwoDashesAfter text: String) -> Range<Index>? {
        var from = startIndex
        while let start = self[from...].firstIndex(of: "-") {
            let second = index(after: start)
            guard second < endIndex else { return nil }
            let before = start > text.startIndex ? text[text.index(before: start)] : " "
            let opens = !(before.isASCII && (before.isLetter || before.isNumber || before == "-"))
            if self[second] == "-", opens { return start..<index(after: second) }
            from = second
        }
        return nil
    }
}
