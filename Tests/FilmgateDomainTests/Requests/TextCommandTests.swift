import Testing

@testable import FilmgateDomain

@Suite("Text commands (ark.md section 2.9)")
struct TextCommandTests {
    @Test("A text is read as the table says", arguments: try Fixture.lines("commands.txt"))
    func table(line: String) throws {
        let fields = Fixture.fields(line)
        try #require(fields.count == 3)
        let commands = TextCommands(fields[0])
        let values = commands.values.map { "\($0.key.rawValue)=\($0.value)" }.sorted().joined(separator: ", ")
        #expect(commands.prompt == fields[1])
        #expect(values == (fields[2] == "-" ? "" : fields[2]))
    }

    @Test("A text without commands stays as it is, white space included")
    func untouched() {
        #expect(TextCommands("  A cat \n").prompt == "  A cat \n")
        #expect(TextCommands(" A --x cat ").prompt == " A --x cat ")
        #expect(TextCommands("").prompt.isEmpty)
    }

    @Test("Line breaks between commands are closed to one gap")
    func lineBreaks() {
        #expect(TextCommands("A cat\n\n--seed 1\n\nA dog").prompt == "A cat\n\nA dog")
        #expect(TextCommands("A cat --seed 1\nA dog").prompt == "A cat\nA dog")
        #expect(TextCommands("--seed 1\nA dog").prompt == "A dog")
        #expect(TextCommands("A cat\r\n--seed 1\r\n").prompt == "A cat")
    }

    @Test("How a command was written is kept for the timeline")
    func spelling() {
        let commands = TextCommands("A cat --rs 720p --Rs 480p")
        #expect(commands.spellings == [.resolution: "--Rs"])
        #expect(commands.repeated == [.resolution])
    }

    @Test("Whatever the text, no known command is left and nothing else is lost", arguments: 0..<300 as Range<UInt64>)
    func nothingLost(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let pieces = ["--", "-", "dur", "rs", "wm", " ", "\n", "5", "猫", "=", "true", "x", "é", "\u{301}", "，", "720p"]
        let text = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
            pieces.randomElement(using: &generator) ?? ""
        }.joined()
        let commands = TextCommands(text)
        let isSpace = { (scalar: Unicode.Scalar) in scalar.properties.isWhitespace }
        var rest = text.unicodeScalars.filter { !isSpace($0) }[...]
        for scalar in commands.prompt.unicodeScalars where !isSpace(scalar) {
            guard let found = rest.firstIndex(of: scalar) else {
                Issue.record("seed \(seed): \(scalar) is not in order in \(text.debugDescription)")
                return
            }
            rest = rest[rest.index(after: found)...]
        }
        if commands.values.isEmpty { #expect(commands.prompt == text, "seed \(seed)") }
    }
}
