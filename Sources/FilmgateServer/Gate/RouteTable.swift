import HTTPTypes
import Hummingbird
import Synchronization

/// Which methods a path is served for, as the router knows it: what `Allow` says.
final class RouteTable: Sendable {
    private struct Pattern {
        let steps: [String]
        let method: String

        /// Which steps are words of its own; `nil` where it is another path. The router prefers such steps from left to right.
        func match(_ path: [Substring]) -> [Int]? {
            guard path.count == steps.count else { return nil }
            var words: [Int] = []
            for (step, given) in zip(steps, path) {
                let isWord = !step.hasPrefix("{")
                guard !isWord || step == given else { return nil }
                words.append(isWord ? 1 : 0)
            }
            return words
        }
    }

    private let patterns = Mutex<[Pattern]>([])

    /// Takes over all that is mounted; called once, before the first request.
    func fill(from router: Router<GateContext>) {
        let all = router.routes.map { route in
            Pattern(
                steps: route.path.description.split(separator: "/").map(String.init),
                method: route.method.rawValue
            )
        }
        patterns.withLock { $0 = all }
    }

    /// Empty where nobody serves the path.
    func methods(at path: String) -> Set<String> {
        let steps = path.split(separator: "/")
        let matches = patterns.withLock { $0 }.compactMap { pattern in
            pattern.match(steps).map { (words: $0, method: pattern.method) }
        }
        guard let best = matches.map(\.words).max(by: { $0.lexicographicallyPrecedes($1) }) else { return [] }
        return Set(matches.filter { $0.words == best }.map(\.method))
    }
}
