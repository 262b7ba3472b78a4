import FilmgateDialects
import FilmgateDomain
import HTTPTypes
import Hummingbird

/// One call of the admin API: who asks, and what stands in path, query and body.
struct AdminCall: Sendable {
    let request: Request
    let context: GateContext
    let principal: Principal
    let bodies: RequestBodyIntake
    let now: Timestamp

    /// What the audit log calls the caller.
    var actor: String { principal.key.id.rawValue }

    func step(_ name: String) -> String {
        context.parameters.get(name)?.percentDecoded ?? ""
    }

    /// The body, an object that has no other members than these. No body is an empty one.
    func body(_ known: [String]) async throws -> JSONFields {
        _ = try query([])
        let body = try await bodies.read(request, context: context)
        defer { withExtendedLifetime(body) {} }
        guard body.region.count > 0 else { return JSONFields([:]) }
        let fields = try JSONFields(body: try JSONParser.document(in: body.region))
        for (key, value) in fields.object.members where !known.contains(key) {
            throw Refusal(.invalid, .wire(key), given: value.display, Self.unknown(known))
        }
        return fields
    }

    /// The query's parameters, none other than these and each at most once.
    func query(_ known: [String]) throws(Refusal) -> [String: String] {
        var values: [String: String] = [:]
        for (key, value) in request.uri.queryParameters {
            let name = String(key)
            guard known.contains(name) else {
                throw Refusal(.invalid, .wire(name), given: String(value), Self.unknown(known))
            }
            guard values.updateValue(String(value), forKey: name) == nil else {
                throw Refusal(
                    .invalid,
                    .wire(name),
                    given: String(value),
                    .predicate("it must be there once", chinese: "不能重复")
                )
            }
        }
        return values
    }

    private static func unknown(_ known: [String]) -> Refusal.Reason {
        let list = known.isEmpty ? "nothing" : known.joined(separator: ", ")
        return .predicate("it must be left out; known are \(list)", chinese: "未知参数；可用参数为 \(list)")
    }

    func answer(_ body: JSONValue, status: Int = 200) -> Response {
        Answer(status: status, body).response(requestID: context.requestID)
    }

    func list(_ items: [JSONValue]) -> Response {
        answer(["data": .array(items)])
    }
}

extension [String: String] {
    /// A whole number of the query in `range`.
    func integer(_ name: String, in range: ClosedRange<Int>, or standard: Int) throws(Refusal) -> Int {
        guard let text = self[name] else { return standard }
        guard let number = Int(text), range.contains(number) else {
            throw Refusal(.invalid, .wire(name), given: text, .rule(.integerIn(range)))
        }
        return number
    }

    /// One of the words of a closed list.
    func word<Word: RawRepresentable & CaseIterable>(_ name: String) throws(Refusal) -> Word?
    where Word.RawValue == String {
        guard let text = self[name] else { return nil }
        guard let word = Word(rawValue: text) else {
            throw Refusal(.invalid, .wire(name), given: text, .rule(.oneOf(Word.allCases.map(\.rawValue))))
        }
        return word
    }
}

extension JSONFields {
    /// Whether the member is there, be it `null`.
    func has(_ key: String) -> Bool { object[key] != nil }

    /// A text of people: not empty, at most so many characters.
    func text(_ key: String, atMost limit: Int = 200) throws(Refusal) -> String? {
        guard let text = try string(key, as: .wire(key)) else { return nil }
        guard !text.allSatisfy(\.isWhitespace) else {
            throw Refusal(.invalid, .wire(key), given: text, .rule(.notEmpty))
        }
        guard text.unicodeScalars.count <= limit else {
            throw Refusal(.invalid, .wire(key), given: text, .rule(.lengthAtMost(limit)))
        }
        // It is shown in tables and written in lines.
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw Refusal(.invalid, .wire(key), given: text, .rule(.printable(1...limit)))
        }
        return text
    }

    func integer(_ key: String, in range: ClosedRange<Int>) throws(Refusal) -> Int? {
        guard let number = try integer(key, as: .wire(key)) else { return nil }
        guard range.contains(number) else {
            throw Refusal(.invalid, .wire(key), given: "\(number)", .rule(.integerIn(range)))
        }
        return number
    }

    /// A list of words, each made into what it means; `nil` where it is absent or `null`.
    func words<Element: Hashable>(
        _ key: String,
        oneOf known: [String],
        _ element: (String) -> Element?
    ) throws(Refusal) -> Set<Element>? {
        guard let values = try array(key, as: .wire(key), emptyIsAbsent: false) else { return nil }
        var result: Set<Element> = []
        for value in values {
            let text = try value.string(as: .wire(key))
            guard let element = element(text) else {
                throw Refusal(.invalid, .wire(key), given: text, .rule(.oneOf(known)))
            }
            result.insert(element)
        }
        guard !result.isEmpty else { throw Refusal(.invalid, .wire(key), given: "[]", .rule(.notEmpty)) }
        return result
    }

    /// The limits of `old` with those that are named: a number sets one, `null` lifts it.
    func limits(onto old: Limits) throws(Refusal) -> Limits {
        guard let object = try object("limits", as: .wire("limits")) else { return old }
        var limits = old
        for (name, value) in object.members {
            guard let kind = LimitKind(rawValue: name) else {
                throw Refusal(.invalid, .wire("limits"), given: name, .rule(.oneOf(LimitKind.allCases.map(\.rawValue))))
            }
            if value == .null {
                limits[kind] = nil
                continue
            }
            guard let number = value.wholeNumber, number >= 0 else {
                throw Refusal(
                    .invalid,
                    .wire("limits.\(name)"),
                    given: value.display,
                    .predicate("it must be a whole number from 0, or null", chinese: "必须是非负整数或 null")
                )
            }
            limits[kind] = Int64(number)
        }
        return limits
    }
}
