import FilmgateMedia
import Synchronization

/// Answers from a table; a name with several answers gives one after the other, as a rebinding name server does.
final class FakeResolver: AddressResolver {
    private let answers: Mutex<[String: [[String]]]>
    private let asked = Mutex<[String]>([])

    init(_ answers: [String: [[String]]]) {
        self.answers = Mutex(answers)
    }

    /// Every name that was asked for, in order.
    var names: [String] { asked.withLock { $0 } }

    func addresses(of name: String) async throws -> [IPAddress] {
        asked.withLock { $0.append(name) }
        return try answers.withLock { answers in
            guard var rest = answers[name], let next = rest.first else { throw NameNotFound() }
            if rest.count > 1 {
                rest.removeFirst()
                answers[name] = rest
            }
            return next.compactMap { IPAddress($0) }
        }
    }
}

/// Never answers.
struct DeadResolver: AddressResolver {
    func addresses(of name: String) async throws -> [IPAddress] {
        try await ContinuousClock().sleep(for: .seconds(3600))
        return []
    }
}
