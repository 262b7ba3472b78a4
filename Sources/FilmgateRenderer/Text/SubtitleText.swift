import Foundation

/// What of a prompt is shown: one line of plain characters, cleaned of everything that has no shape.
enum SubtitleText {
    /// More than any subtitle holds; what follows is not even looked at.
    private static let limit = 800

    /// The characters to show, white space joined to single spaces; those that `covers` denies are left out.
    static func scalars(_ prompt: String, covers: (Unicode.Scalar) -> Bool) -> [Unicode.Scalar] {
        let beginning = String(prompt.unicodeScalars.prefix(limit)).precomposedStringWithCanonicalMapping
        var result: [Unicode.Scalar] = []
        for scalar in beginning.unicodeScalars {
            if scalar.properties.isWhitespace || scalar.properties.generalCategory == .control {
                if let last = result.last, last != " " { result.append(" ") }
            } else if isShown(scalar), covers(scalar) {
                result.append(scalar)
            }
        }
        if result.last == " " { result.removeLast() }
        return result
    }

    /// Whether a character has a shape at all; joiners, selectors and direction marks have none.
    static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.properties.isDefaultIgnorableCodePoint { return false }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: return false
        default: return true
        }
    }
}
