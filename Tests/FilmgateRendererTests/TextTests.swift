import Foundation
import Testing

@testable import FilmgateRenderer

@Suite("Text in the picture")
struct TextTests {
    private func prompts(_ name: String) throws -> [String] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Prompts/\(name).txt")
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    @Test("every character of fifty prompts has a glyph", arguments: ["chinese", "english"])
    func coverage(language: String) throws {
        let prompts = try prompts(language)
        #expect(prompts.count == 50)
        let fonts = FontChain([], pixelSize: 32)
        for prompt in prompts {
            let missing = prompt.unicodeScalars.filter { SubtitleText.isShown($0) && !fonts.covers($0) }
            #expect(missing.isEmpty, "\(prompt): \(missing)")
        }
    }

    @Test("a character that no font has is left out, not drawn as a box")
    func missingGlyph() {
        let fonts = FontChain([], pixelSize: 32)
        #expect(!fonts.covers("\u{1f9ff}") || fonts.glyph("\u{1f9ff}") != nil)
        let shown = SubtitleText.scalars("a\u{e000}b\u{10fffd}c", covers: { $0.isASCII })
        #expect(String(String.UnicodeScalarView(shown)) == "abc")
    }

    @Test("white space is joined, invisible characters vanish, accents are composed")
    func cleaning() {
        let shown = SubtitleText.scalars("  a\t\n b\u{200b}\u{202e}\u{ad}c  e\u{301} ", covers: { _ in true })
        #expect(String(String.UnicodeScalarView(shown)) == "a bc \u{e9}")
    }

    private func wrap(_ text: String, width: Int, lines: Int) -> [String] {
        LineBreaker(width: width, lines: lines) { $0.isASCII ? 1 : 2 }.lines(Array(text.unicodeScalars)).map {
            String(String.UnicodeScalarView($0))
        }
    }

    @Test("English breaks at spaces, Chinese anywhere, neither before closing punctuation")
    func wrapping() {
        #expect(wrap("the quick brown fox", width: 10, lines: 3) == ["the quick", "brown fox"])
        #expect(wrap("海浪拍打沙滩", width: 8, lines: 3) == ["海浪拍打", "沙滩"])
        #expect(wrap("海浪拍打，沙滩", width: 8, lines: 3) == ["海浪拍", "打，沙滩"])
        #expect(wrap("他说「你好」", width: 6, lines: 3) == ["他说", "「你", "好」"])
        #expect(wrap("他说\"你好\"吗", width: 5, lines: 4) == ["他说", "\"你", "好\"吗"])
        #expect(wrap("a 海 b", width: 20, lines: 3) == ["a 海 b"])
        #expect(wrap("", width: 10, lines: 3).isEmpty)
    }

    @Test("a word longer than a line is cut, and what is left over becomes an ellipsis")
    func overflow() {
        #expect(wrap("abcdefghij", width: 4, lines: 3) == ["abcd", "efgh", "ij"])
        #expect(wrap("one two three four five", width: 6, lines: 2) == ["one", "two…"])
        #expect(wrap(String(repeating: "字", count: 99), width: 8, lines: 2) == ["字字字字", "字字字…"])
    }

    @Test("no line is wider than allowed", arguments: ["the quick，brown 狐狸 jumps over 懒狗！", "（（（（（（（（（", "，，，，，，，，，，"])
    func width(text: String) {
        for limit in 4...20 {
            for line in wrap(text, width: limit, lines: 4) {
                #expect(line.unicodeScalars.reduce(0) { $0 + ($1.isASCII ? 1 : 2) } <= limit)
            }
        }
    }
}
