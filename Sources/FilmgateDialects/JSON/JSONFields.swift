public import FilmgateDomain

/// The members of an object as a decoder reads them: absent and `null` are `nil`, a wrong type is refused by name.
public struct JSONFields: Sendable {
    public let object: JSONObject

    public init(_ object: JSONObject) {
        self.object = object
    }

    /// The members of a whole body, which must be an object.
    public init(body: JSONValue) throws(Refusal) {
        guard case .object(let object) = body else {
            throw Refusal(.invalid, .request, given: body.display, .rule(.object))
        }
        self.object = object
    }

    /// The value of `key`; `nil` where it is absent or `null`.
    public func value(_ key: String) -> JSONValue? {
        guard let value = object[key] else { return nil }
        if case .null = value { return nil }
        return value
    }

    public func string(_ key: String, as subject: Refusal.Subject) throws(Refusal) -> String? {
        guard let value = value(key) else { return nil }
        return try value.string(as: subject)
    }

    public func bool(_ key: String, as subject: Refusal.Subject) throws(Refusal) -> Bool? {
        guard let value = value(key) else { return nil }
        guard case .bool(let flag) = value else { throw value.refused(.boolean, as: subject) }
        return flag
    }

    /// A whole number; `5.0` counts, `"5"` does not.
    public func integer(_ key: String, as subject: Refusal.Subject) throws(Refusal) -> Int? {
        guard let value = value(key) else { return nil }
        guard let number = value.wholeNumber else { throw value.refused(.integer, as: subject) }
        return number
    }

    public func number(_ key: String, as subject: Refusal.Subject) throws(Refusal) -> Double? {
        guard let value = value(key) else { return nil }
        switch value {
        case .integer(let number): return Double(number)
        case .double(let number): return number
        case .null, .bool, .string, .long, .array, .object: throw value.refused(.number, as: subject)
        }
    }

    public func object(_ key: String, as subject: Refusal.Subject) throws(Refusal) -> JSONObject? {
        guard let value = value(key) else { return nil }
        return try value.object(as: subject)
    }

    /// A list. With `emptyIsAbsent`, the rule of every create, `[]` reads like a list that was not sent.
    public func array(
        _ key: String,
        as subject: Refusal.Subject,
        emptyIsAbsent: Bool = true
    ) throws(Refusal) -> [JSONValue]? {
        guard let value = value(key) else { return nil }
        guard case .array(let elements) = value else { throw value.refused(.array, as: subject) }
        return elements.isEmpty && emptyIsAbsent ? nil : elements
    }
}

extension JSONFields {
    public func string(_ key: String, as parameter: Parameter) throws(Refusal) -> String? {
        try string(key, as: .parameter(parameter))
    }

    public func bool(_ key: String, as parameter: Parameter) throws(Refusal) -> Bool? {
        try bool(key, as: .parameter(parameter))
    }

    public func integer(_ key: String, as parameter: Parameter) throws(Refusal) -> Int? {
        try integer(key, as: .parameter(parameter))
    }

    public func array(_ key: String, as parameter: Parameter) throws(Refusal) -> [JSONValue]? {
        try array(key, as: .parameter(parameter))
    }
}

extension JSONValue {
    /// Bytes up to which a string that the parser left in the body is still taken where words are expected.
    static let longestWords = 1 << 20

    /// The text of a string, long ones up to 1 MB included.
    public func string(as subject: Refusal.Subject) throws(Refusal) -> String {
        switch self {
        case .string(let text): return text
        case .long(let region):
            guard region.count < Self.longestWords else { throw refused(.bytesAtMost(Self.longestWords), as: subject) }
            return region.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
        case .null, .bool, .integer, .double, .array, .object: throw refused(.string, as: subject)
        }
    }

    public func object(as subject: Refusal.Subject) throws(Refusal) -> JSONObject {
        guard case .object(let object) = self else { throw refused(.object, as: subject) }
        return object
    }

    /// The number where it is whole, also when it was written as `5.0` or `5e0`.
    public var wholeNumber: Int? {
        switch self {
        case .integer(let number): number
        case .double(let number): Int(exactly: number)
        case .null, .bool, .string, .long, .array, .object: nil
        }
    }

    /// A refusal of this value, shown, by `rule`.
    public func refused(_ rule: Refusal.Rule, as subject: Refusal.Subject) -> Refusal {
        Refusal(.invalid, subject, given: display, .rule(rule))
    }

    /// The value in a few characters, for people; strings stand in quotes, so that `"5"` is not taken for `5`.
    public var display: String {
        switch self {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .integer(let number): "\(number)"
        case .double(let number): "\(number)"
        case .string(let text): "\"\(text.count > 60 ? text.prefix(57) + "..." : text[...])\""
        case .long(let region): "\"\(String(decoding: region[0..<57].bytes, as: UTF8.self))...\""
        case .array(let elements): elements.isEmpty ? "[]" : "[...]"
        case .object(let object): object.members.isEmpty ? "{}" : "{...}"
        }
    }
}
