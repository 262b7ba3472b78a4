/// A header's value with parameters: `form-data; name="a"; filename="b.png"`.
struct HeaderValue {
    /// What stands before the first semicolon.
    let main: String
    /// By lower-case name; the first of a name counts.
    let parameters: [String: String]

    /// `nil` where a parameter is not `name=token` or `name="text"`.
    init?(_ text: String) {
        var rest = text[...]
        main = rest.take { $0 != ";" }.trimmed
        var parameters: [String: String] = [:]
        while rest.first == ";" {
            rest.removeFirst()
            let name = rest.take { $0 != "=" && $0 != ";" }.trimmed.lowercased()
            // Some clients end the value with a semicolon.
            if name.isEmpty, rest.first != "=" { continue }
            guard rest.first == "=" else { return nil }
            rest.removeFirst()
            _ = rest.take { $0 == " " || $0 == "\t" }
            let value: String
            if rest.first == "\"" {
                guard let quoted = Self.quoted(&rest) else { return nil }
                value = quoted
            } else {
                value = rest.take { $0 != ";" }.trimmed
            }
            if parameters[name] == nil { parameters[name] = value }
        }
        self.parameters = parameters
    }

    /// Text in quotation marks, where a backslash keeps the next character as it is, and what follows up to `;`.
    private static func quoted(_ rest: inout Substring) -> String? {
        rest.removeFirst()
        var value = ""
        while let character = rest.popFirst() {
            switch character {
            case "\"":
                return rest.take { $0 != ";" }.trimmed.isEmpty ? value : nil
            case "\\" where rest.first == "\"" || rest.first == "\\":
                rest.popFirst().map { value.append($0) }
            default:
                value.append(character)
            }
        }
        return nil
    }
}

extension Substring {
    /// Removes and returns the characters at the start for which `isTaken` holds.
    fileprivate mutating func take(while isTaken: (Character) -> Bool) -> Substring {
        let taken = prefix(while: isTaken)
        removeFirst(taken.count)
        return taken
    }
}

extension StringProtocol {
    /// Without blanks at both ends.
    var trimmed: String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let rest = drop(while: isBlank)
        guard let last = rest.lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(rest[...last])
    }
}
