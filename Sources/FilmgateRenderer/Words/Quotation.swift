/// What stands between quotation marks in a prompt, and what around them.
enum Quotation {
    struct Part {
        let text: Substring
        let isQuoted: Bool
    }

    private static let closing: [Character: Character] = ["\"": "\"", "“": "”", "「": "」", "『": "』"]

    /// A text in pieces, without the marks; where they do not close nothing is quoted.
    static func parts(of text: some StringProtocol) -> [Part] {
        var result: [Part] = []
        var rest = Substring(text)
        while let open = opening(in: rest) {
            let inner = rest[rest.index(after: open)...]
            guard let end = inner.firstIndex(where: { $0 == closing[rest[open]] }) else { break }
            result += [Part(text: rest[..<open], isQuoted: false), Part(text: inner[..<end], isQuoted: true)]
            rest = inner[inner.index(after: end)...]
        }
        return result + [Part(text: rest, isQuoted: false)]
    }

    /// After a number the straight mark means inches.
    private static func opening(in rest: Substring) -> Substring.Index? {
        rest.indices.first { at in
            guard closing[rest[at]] != nil else { return false }
            guard rest[at] == "\"", let last = rest[..<at].last else { return true }
            return !(last.isASCII && last.isNumber)
        }
    }
}
