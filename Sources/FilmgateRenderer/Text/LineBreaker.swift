/// Breaks a line of Chinese, English or mixed text into lines of limited width.
///
/// Between Chinese characters a line may end anywhere, except before closing and after opening punctuation (the usual
/// 避头尾 rule); elsewhere only at spaces. A word that fills more than a line is cut.
struct LineBreaker {
    private static let closing = Set("，。！？；：、）】》〉〕〗」』”’…—～·,.!?;:)]}%％°".unicodeScalars)
    private static let opening = Set("（【《〈〔〖「『“‘([{¥￥$＄".unicodeScalars)
    private static let ellipsis: Unicode.Scalar = "…"

    /// The width of a line, in the unit of `advance`.
    let width: Int
    /// How many lines there may be; the last one ends in an ellipsis when text is left over.
    let lines: Int
    /// The width of a character.
    let advance: (Unicode.Scalar) -> Int

    /// The lines, without spaces at their ends.
    func lines(_ text: [Unicode.Scalar]) -> [[Unicode.Scalar]] {
        var result: [[Unicode.Scalar]] = []
        var start = 0
        while start < text.count {
            while start < text.count, text[start] == " " { start += 1 }
            guard start < text.count else { break }
            if result.count == lines {
                result[lines - 1] = shortened(result[lines - 1])
                break
            }
            let end = lineEnd(text, from: start)
            result.append(trimmed(text[start..<end]))
            start = end
        }
        return result
    }

    /// Where the line that begins at `start` ends: the last allowed break that fits, else the last character.
    private func lineEnd(_ text: [Unicode.Scalar], from start: Int) -> Int {
        var used = 0
        var best: Int?
        for i in start..<text.count {
            if i > start, mayBreak(before: i, in: text) { best = i }
            // A space at the end of a line takes no room.
            if text[i] != " " { guard used + advance(text[i]) <= width || i == start else { return best ?? i } }
            used += advance(text[i])
        }
        return text.count
    }

    private func mayBreak(before index: Int, in text: [Unicode.Scalar]) -> Bool {
        let left = text[index - 1]
        let right = text[index]
        if Self.closing.contains(right) || Self.opening.contains(left) { return false }
        // A straight quotation mark opens and closes in turn.
        if right == "\"", !opensQuotation(index, in: text) { return false }
        if left == "\"", opensQuotation(index - 1, in: text) { return false }
        if left == " " { return true }
        return Self.isWide(left) || Self.isWide(right)
    }

    private func opensQuotation(_ index: Int, in text: [Unicode.Scalar]) -> Bool {
        text[..<index].count { $0 == "\"" }.isMultiple(of: 2)
    }

    private func trimmed(_ line: ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar] {
        var line = Array(line)
        while line.last == " " { line.removeLast() }
        return line
    }

    private func shortened(_ line: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var line = line
        let room = width - advance(Self.ellipsis)
        while !line.isEmpty, line.reduce(0, { $0 + advance($1) }) > room || line.last == " " { line.removeLast() }
        return line + [Self.ellipsis]
    }

    /// Whether the character belongs to a script that is written without spaces.
    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x2e80...0x303f, 0x3040...0x30ff, 0x3100...0x9fff, 0xac00...0xd7af, 0xf900...0xfaff, 0xfe30...0xfe4f,
            0xff00...0xffef, 0x20000...0x3ffff:
            true
        default: false
        }
    }
}
