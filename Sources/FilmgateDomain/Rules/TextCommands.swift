/// The old way to give parameters: ` --name value` inside the prompt (ark.md section 2.9).
///
/// Known commands are taken out of the prompt. Where sources disagree, live behaviour wins: a bad duration or
/// resolution and any `--frames` are refused, a bad ratio, seed, camera or watermark is ignored. A word that looks like
/// a command and is none stays where it is.
///
/// A command starts at the start of the text or behind anything but an ASCII letter, digit or dash, so that Chinese
/// needs no space before it. Its value is ASCII and ends at white space or at the first character that is not ASCII.
public struct TextCommands: Sendable, Equatable {
    /// The prompt without its commands.
    public private(set) var prompt: String
    /// The words given, by parameter; empty where the value is missing. Of a command given twice the last one counts.
    public private(set) var values: [Parameter: String] = [:]
    /// How each command was written, for example `--rs`.
    public private(set) var spellings: [Parameter: String] = [:]
    /// The commands that came more than once.
    public private(set) var repeated: Set<Parameter> = []
    /// `--framespersecond` has no parameter of its own; only 24 is right.
    public var framesPerSecond: String? { values[.framesPerSecond] }

    private static let names: [String: Parameter] = [
        "resolution": .resolution, "rs": .resolution,
        "ratio": .ratio, "rt": .ratio,
        "duration": .duration, "dur": .duration,
        "frames": .frames,
        "framespersecond": .framesPerSecond, "fps": .framesPerSecond,
        "seed": .seed,
        "camerafixed": .cameraFixed, "cf": .cameraFixed,
        "watermark": .watermark, "wm": .watermark,
    ]

    /// Reads the commands of one text, in time linear in its length.
    public init(_ text: String) {
        let scalars = text.unicodeScalars
        prompt = text
        var pieces: [Substring] = []
        var pieceStart = text.startIndex
        var position = text.startIndex
        while let dashes = Self.dashes(in: scalars, from: position) {
            let name = scalars[dashes.upperBound...].prefix(while: Self.isLetter)
            position = name.endIndex
            guard let parameter = Self.names[String(name).lowercased()], Self.endsName(scalars[position...]) else {
                continue
            }
            let value = Self.value(in: scalars[position...])
            pieces.append(text[pieceStart..<dashes.lowerBound])
            position = value.isEmpty ? position : value.endIndex
            pieceStart = position
            if values.updateValue(String(value), forKey: parameter) != nil { repeated.insert(parameter) }
            spellings[parameter] = "--" + String(name)
        }
        guard !pieces.isEmpty else { return }
        pieces.append(text[pieceStart...])
        prompt = Self.join(pieces)
    }

    /// The next two dashes that can start a command.
    private static func dashes(
        in scalars: String.UnicodeScalarView,
        from position: String.Index
    ) -> Range<String.Index>? {
        var start = position
        while let first = scalars[start...].firstIndex(of: "-") {
            let second = scalars.index(after: first)
            guard second < scalars.endIndex else { return nil }
            start = second
            guard scalars[second] == "-" else { continue }
            guard first > scalars.startIndex else { return first..<scalars.index(after: second) }
            let before = scalars[scalars.index(before: first)]
            if before != "-", !isLetter(before), !("0"..."9").contains(before) {
                return first..<scalars.index(after: second)
            }
        }
        return nil
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
    }

    private static func endsName(_ rest: Substring.UnicodeScalarView) -> Bool {
        guard let next = rest.first else { return true }
        return next.properties.isWhitespace || next == "="
    }

    /// The word behind a command's name; empty where another command or nothing follows.
    private static func value(in rest: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView {
        let word = rest.drop { $0.properties.isWhitespace || $0 == "=" }
        guard !word.starts(with: "--".unicodeScalars) else { return word.prefix(0) }
        return word.prefix { $0.isASCII && !$0.properties.isWhitespace }
    }

    /// Puts what is left of the prompt together, with the gap of each command closed; of a gap with a line break the
    /// break stays.
    private static func join(_ pieces: [Substring]) -> String {
        var result = String.UnicodeScalarView()
        for piece in pieces {
            let words = piece.unicodeScalars.drop { $0.properties.isWhitespace }
            let gap = piece.unicodeScalars[..<words.startIndex]
            if !result.isEmpty, result.last.map(isLineBreak) == false, gap.contains(where: isLineBreak) {
                trimEnd(of: &result)
                result += piece.unicodeScalars
            } else {
                result += result.last?.properties.isWhitespace ?? true ? words : piece.unicodeScalars
            }
        }
        trimEnd(of: &result)
        return String(result)
    }

    private static func trimEnd(of text: inout String.UnicodeScalarView) {
        while text.last?.properties.isWhitespace == true { text.removeLast() }
    }

    private static func isLineBreak(_ scalar: Unicode.Scalar) -> Bool { scalar == "\n" || scalar == "\r" }
}

extension Parameter {
    /// Of text commands alone: no create has it in its body.
    fileprivate static let framesPerSecond: Parameter = "framespersecond"
}
