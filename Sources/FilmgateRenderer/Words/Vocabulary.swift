/// The words that the preview knows in Chinese and English, and what each of them says.
enum Vocabulary {
    /// One thing that a word says.
    enum Meaning: Sendable, Equatable {
        /// A place; a noun that is nothing else weighs 4, a hint less.
        case family(SceneFamily, Int)
        case weather(Weather)
        case hour(Hour)
        case season(Season)
        case move(CameraMove)
        case actor(Actor)
        /// There is only one of whoever is there.
        case single
        case several
        /// Whoever is there runs.
        case hurry
    }

    /// The meanings of the words of a lower-case text, in their order.
    ///
    /// English words and phrases match whole; Chinese ones wherever they stand. The longest match wins, so that
    /// Shanghai is a city and no sea.
    static func meanings(of text: String) -> [Meaning] {
        let characters = Array(text)
        var result: [Meaning] = []
        var at = 0
        while at < characters.count {
            if isLetter(characters[at]) {
                let length = phrase(characters, at)
                result += length > 0 ? table[String(characters[at..<at + length])] ?? [] : []
                at += max(length, wordEnd(characters, at) - at)
            } else {
                let longest = min(longestChinese, characters.count - at)
                let length = stride(from: longest, to: 0, by: -1).first {
                    table[String(characters[at..<at + $0])] != nil
                }
                if let length { result += table[String(characters[at..<at + length])] ?? [] }
                at += length ?? 1
            }
        }
        return result
    }

    private static let longestChinese = 6

    private static func isLetter(_ character: Character) -> Bool { character.isASCII && character.isLetter }

    private static func wordEnd(_ characters: [Character], _ start: Int) -> Int {
        var end = start
        while end < characters.count, isLetter(characters[end]) { end += 1 }
        return end
    }

    /// The length of the longest known phrase of up to three words at a place, 0 if none.
    private static func phrase(_ characters: [Character], _ start: Int) -> Int {
        var end = wordEnd(characters, start)
        var best = 0
        for _ in 0..<3 {
            if table[String(characters[start..<end])] != nil { best = end - start }
            guard end + 1 < characters.count, characters[end] == " " || characters[end] == "-",
                isLetter(characters[end + 1])
            else { break }
            end = wordEnd(characters, end + 1)
        }
        return best
    }

    private static let table: [String: [Meaning]] = {
        var table: [String: [Meaning]] = [:]
        for (words, meanings) in places + skies + moves + actors {
            for word in words.split(separator: ",") { table[String(word), default: []] += meanings }
        }
        return table
    }()
}
