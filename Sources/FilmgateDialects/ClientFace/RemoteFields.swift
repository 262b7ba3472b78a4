import FilmgateDomain

/// The members of an answer as a client reads them: what is absent, `null` or of another type than expected is `nil`.
///
/// A vendor's answer is not ours to refuse. What cannot be done without is asked for by whoever reads.
struct RemoteFields {
    let object: JSONObject

    init(_ object: JSONObject) {
        self.object = object
    }

    /// `nil` where the value is no object.
    init?(_ value: JSONValue?) {
        guard case .object(let object)? = value else { return nil }
        self.object = object
    }

    /// The value; `nil` where it is absent or `null`.
    func value(_ key: String) -> JSONValue? {
        guard let value = object[key] else { return nil }
        if case .null = value { return nil }
        return value
    }

    /// The text of a string up to 1 MB.
    func string(_ key: String) -> String? {
        switch object[key] {
        case .string(let text)?: text
        case .long(let region)? where region.count < JSONValue.longestWords:
            region.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
        case .null?, .bool?, .integer?, .double?, .long?, .array?, .object?, nil: nil
        }
    }

    /// An id as vendors write them; `nil` for what cannot be one.
    func id(_ key: String) -> String? {
        guard let text = string(key), (1...512).contains(text.utf8.count) else { return nil }
        return text
    }

    /// A name or a word such as a status; `nil` for what is too long for one.
    func word(_ key: String) -> String? {
        guard let text = string(key), text.utf8.count <= 256 else { return nil }
        return text
    }

    /// A whole number from 0 on.
    func count(_ key: String) -> Int? {
        integer(key).flatMap { $0 >= 0 ? $0 : nil }
    }

    /// A length of a video in seconds, up to an hour; -1 before one was chosen is none.
    func seconds(_ key: String) -> Double? {
        number(key).flatMap { $0 > 0 && $0 <= 3600 ? $0 : nil }
    }

    func bool(_ key: String) -> Bool? {
        if case .bool(let flag)? = object[key] { flag } else { nil }
    }

    /// A whole number, in quotes or not.
    func integer(_ key: String) -> Int? {
        if case .string(let text)? = object[key] { return Int(text) }
        return object[key]?.wholeNumber
    }

    /// A number, in quotes or not.
    func number(_ key: String) -> Double? {
        switch object[key] {
        case .integer(let number)?: Double(number)
        case .double(let number)?: number
        case .string(let text)?: Double(text).flatMap { $0.isFinite ? $0 : nil }
        case .null?, .bool?, .long?, .array?, .object?, nil: nil
        }
    }

    func time(_ key: String) -> Timestamp? { Timestamp(object[key]) }

    func object(_ key: String) -> RemoteFields? { RemoteFields(object[key]) }

    func array(_ key: String) -> [JSONValue]? {
        if case .array(let elements)? = object[key] { elements } else { nil }
    }

    /// An http(s) address.
    func address(_ key: String) -> String? {
        string(key).flatMap { WebAddress.isValid($0) ? $0 : nil }
    }
}
