import FilmgateDomain

/// Ark's codes in the words of others, which shorten them or hide them in a sentence.
enum ArkWords {
    /// Whether a code of Ark's says that moderation refused something (ark.md section 9).
    static func isModeration(_ code: String) -> Bool {
        let cause = code.prefix { $0 != "." }
        return cause.hasSuffix("SensitiveContentDetected") || cause.hasSuffix("RiskDetection")
            || cause == "ContentSecurityDetectionError"
    }

    /// The code of Ark's catalogue, or of our own, that stands in a vendor's sentence; `nil` where there is none.
    static func code(in sentence: String) -> String? {
        var words = 0
        for word in sentence.unicodeScalars.split(whereSeparator: { !isOfCode($0) }) {
            words += 1
            if words > 64 { return nil }
            let text = String(String.UnicodeScalarView(word)).trimmingDots
            guard text.utf8.count >= 8, text.utf8.count <= 128 else { continue }
            if ArkErrorCatalogue.status(of: text) != nil || ours.contains(text) { return text }
        }
        return nil
    }

    /// Codes that Filmgate itself ends tasks with.
    private static let ours: Set<String> = ["ResultLost", "SubmissionOutcomeUnknown"]

    private static func isOfCode(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "." || ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
    }
}

extension String {
    fileprivate var trimmingDots: String {
        var text = self[...]
        while text.last == "." { text.removeLast() }
        return String(text.drop { $0 == "." })
    }
}
