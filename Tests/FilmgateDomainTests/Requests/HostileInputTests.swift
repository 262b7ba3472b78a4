import Testing

@testable import FilmgateDomain

/// More than any request may bring: whatever takes more than linear time does not end within the limit.
@Suite("Hostile input", .timeLimit(.minutes(5)))
struct HostileInputTests {
    @Test(
        "Commands are read in linear time",
        arguments: [
            "-", "--", "- ", "-- ", "--dur", "--dur ", "--wm a ", "--x", "--x ", "-=", "--wm= ", "🇩🇪", "\u{301}",
            "--wm \u{301}",
            "👨‍👩‍👧--wm a",
        ]
    )
    func commands(piece: String) {
        let text = String(repeating: piece, count: (256 << 10) / piece.utf8.count)
        let commands = TextCommands(text)
        #expect(commands.prompt.utf8.count <= text.utf8.count)
    }

    @Test("A gap is read once, however many commands look into it")
    func gaps() {
        let text = String(repeating: "--wm" + String(repeating: " ", count: 500), count: 1000)
        #expect(TextCommands(text).prompt.isEmpty)
    }

    @Test("An oversize prompt is refused by its size before it is read")
    func oversize() throws {
        let refusal = try refused([.words(String(repeating: " ", count: 8 << 20))])
        #expect(refusal.reason == .rule(.bytesAtMost(48 << 10)))
    }

    @Test("Ten thousand items are judged in linear time")
    func items() throws {
        let texts = (0..<10_000).map { ContentItem.words("a", path: "content[\($0)]") }
        #expect(try planned(texts).order.prompt.utf8.count == 19_999)
        let frames = (0..<10_000).map { ContentItem.image(.firstFrame, path: "content[\($0)]") }
        #expect(try refused(frames).reason == .tooManyFrames(.firstFrame, count: 10_000))
        let drafts = (0..<10_000).map { ContentItem.draft("x", path: "content[\($0)]") }
        #expect(try refused(drafts).reason == .draftNotAlone)
    }

    @Test("What a refusal quotes is short, also where one character is a megabyte")
    func quotes() throws {
        let accents = "e" + String(repeating: "\u{301}", count: 1 << 20)
        for text in [String(repeating: "x", count: 1 << 20), accents] {
            let refusals = [
                try refused { $0.resolution = text }, try refused { $0.ratio = text },
                try refused { $0.serviceTier = text }, try refused { $0.callbackURL = text },
                try refused { $0.safetyIdentifier = text }, try refused(model: text),
                try refused([.image(MediaRole(rawValue: text))]),
            ]
            for refusal in refusals {
                let given = try #require(refusal.given)
                #expect(given.unicodeScalars.count == 80)
                #expect(given.hasSuffix("..."))
            }
        }
        #expect(Refusal.shorten(String(repeating: "x", count: 80)) == String(repeating: "x", count: 80))
    }

    @Test("What the timeline quotes is short")
    func notes() throws {
        let word = String(repeating: "x", count: 40_000)
        let plan = try planned([.words("A cat --rt \(word)")])
        #expect(plan.notes.allSatisfy { $0.detail.utf8.count < 200 })
        let many = String(repeating: "--wm a ", count: 6000)
        #expect(try planned([.words("A cat " + many)]).notes.count == 2)
    }

    @Test("An error code full of dots is no code")
    func codes() {
        #expect(ArkErrorCatalogue.status(of: String(repeating: "a.", count: 1 << 20)) == nil)
    }
}
