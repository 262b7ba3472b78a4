/// The words that the preview knows in Chinese and English, and what each of them says.
enum Vocabulary {
    /// One thing that a word says.
    enum Meaning: Sendable, Equatable {
        /// A place; a noun that is nothing else weighs 4, a hint less.
        case family(SceneFamily, Int)
        case weather(Weather)
        /// Wind that raises waves, where it rains.
        case storm
        case hour(Hour)
        case season(Season)
        case move(CameraMove)
        /// What a shot is called suggests a move where none is named.
        case shot(CameraMove)
        /// Becomes a move, or nothing, by the words beside it.
        case cue(CameraCue)
        case actor(Actor)
        /// There is only one of whoever is there.
        case single
        case several
        /// Whoever is there runs.
        case hurry
    }

    /// The meanings of the words of a lower-case text, in their order and without cues.
    ///
    /// English words and phrases match whole, a hyphen counting as a space; Chinese ones wherever they stand. The
    /// longest match wins, so that Shanghai is a city and no sea.
    static func meanings(of text: String) -> [Meaning] {
        let characters = text.map { hyphens.contains($0) ? " " : $0 }
        var result: [Meaning] = []
        var clause = Clause()
        var at = 0
        while at < characters.count {
            let start = at
            if isLetter(characters[at]) {
                at += max(phrase(characters, at), wordEnd(characters, at) - at)
                clause.append(table[String(characters[start..<at])] ?? [], length: length(characters[start..<at]))
            } else if isPause(characters, at) {
                result += clause.meanings
                clause = Clause()
                at += 1
            } else {
                let longest = min(longestChinese, characters.count - at)
                let known = stride(from: longest, to: 0, by: -1).first {
                    table[String(characters[start..<start + $0])] != nil
                }
                at += known ?? 1
                let found = known == nil ? [] : table[String(characters[start..<at])] ?? []
                clause.append(found, length: characters[start].isWhitespace ? 0 : at - start)
            }
        }
        return result + clause.meanings
    }

    private static let longestChinese = 6
    private static let hyphens: Set<Character> = ["-", "\u{2010}", "\u{2011}"]
    private static let pauses = Set("，。；！？、,.;!?…—–()[]（）【】\n")

    private static func isLetter(_ character: Character) -> Bool { character.isASCII && character.isLetter }

    /// A colon pauses after the number of a shot, not after a word.
    private static func isPause(_ characters: [Character], _ at: Int) -> Bool {
        pauses.contains(characters[at])
            || (characters[at] == ":" || characters[at] == "：") && at > 0 && characters[at - 1].isNumber
    }

    private static func wordEnd(_ characters: [Character], _ start: Int) -> Int {
        var end = start
        while end < characters.count, isLetter(characters[end]) { end += 1 }
        return end
    }

    /// How long English words are beside Chinese ones; adverbs do not count.
    private static func length(_ words: ArraySlice<Character>) -> Int {
        words.split(separator: " ").count { !String($0).hasSuffix("ly") && String($0) != "and" } * Clause.word
    }

    /// The length of the longest known phrase of up to four words at a place, 0 if none.
    private static func phrase(_ characters: [Character], _ start: Int) -> Int {
        var end = wordEnd(characters, start)
        var best = 0
        for _ in 0..<4 {
            if table[String(characters[start..<end])] != nil { best = end - start }
            guard end + 1 < characters.count, characters[end] == " ", isLetter(characters[end + 1]) else { break }
            end = wordEnd(characters, end + 1)
        }
        return best
    }

    private static let table: [String: [Meaning]] = {
        var table: [String: [Meaning]] = [:]
        for (words, meanings) in places + skies + moves + cues + actors + compounds + phrases {
            for word in words.split(separator: ",") { table[String(word), default: []] += meanings }
        }
        return table
    }()
}
