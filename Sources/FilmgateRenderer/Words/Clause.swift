/// The words from one punctuation mark to the next, among which a cue finds the words that it needs.
struct Clause {
    /// The length of an English word; a Chinese character has 1.
    static let word = 4

    private struct Word {
        let meanings: [Vocabulary.Meaning]
        let start: Int
        let end: Int

        var isVerb: Bool {
            meanings.contains {
                if case .cue(.verb) = $0 { true } else { false }
            }
        }

        func has(_ cue: CameraCue) -> Bool { meanings.contains(.cue(cue)) }

        func direction(of verb: CameraVerb) -> CameraMove? {
            for case .cue(.direction(let move)) in meanings where verb.allows(move) { return move }
            return nil
        }
    }

    private var words: [Word] = []
    private var length = 0

    mutating func append(_ meanings: [Vocabulary.Meaning], length: Int) {
        if !meanings.isEmpty { words.append(Word(meanings: meanings, start: self.length, end: self.length + length)) }
        self.length += length
    }

    /// What the clause says, each cue replaced by its move.
    var meanings: [Vocabulary.Meaning] {
        words.indices.flatMap { index in
            words[index].meanings.compactMap { meaning in
                guard case .cue(let cue) = meaning else { return meaning }
                return move(cue, index).map { .move($0) }
            }
        }
    }

    private func move(_ cue: CameraCue, _ index: Int) -> CameraMove? {
        switch cue {
        case .camera, .direction, .pause:
            return nil
        case .motion(let move):
            let isAlone = words[index].start == 0 && words[index].end == length
            return isAlone || isCamera(before: index, within: 2 * Self.word - 1)
                || isCamera(after: index, within: Self.word) ? move : nil
        case .verb(let verb):
            guard !verb.needsCamera || isCamera(before: index, within: 3 * Self.word) else { return nil }
            return direction(verb, index)
        }
    }

    private func isCamera(before index: Int, within reach: Int) -> Bool {
        words[..<index].reversed()
            .prefix { words[index].start - $0.end <= reach && !$0.has(.pause) }
            .contains { $0.has(.camera) }
    }

    private func isCamera(after index: Int, within reach: Int) -> Bool {
        words[(index + 1)...]
            .prefix { $0.start - words[index].end <= reach && !$0.has(.pause) }
            .contains { $0.has(.camera) }
    }

    private func direction(_ verb: CameraVerb, _ index: Int) -> CameraMove? {
        let after = words[(index + 1)...].prefix {
            $0.start - words[index].end <= verb.reach && !$0.has(.pause) && !$0.isVerb
        }
        // "A left pan" has its direction right before it.
        let before = words[..<index].suffix(1).filter { !verb.needsCamera && $0.end == words[index].start }
        return (after + before).lazy.compactMap { $0.direction(of: verb) }.first
    }
}
