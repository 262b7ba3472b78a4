import FilmgateDialects
import FilmgateDomain
import HTTPTypes
import Hummingbird

/// The face that clients see: every operation of every dialect, each at its vendor's own path and again below
/// `/{dialect}`.
struct DialectGate: Sendable {
    let dialects: [any Dialect]
    /// Which dialect answers on a path that several share, where nothing in the request decides; `nil` answers in all.
    let contested: DialectName?
    let services: GateServices

    /// Mounts everything that the dialects declare. A path that several declare is one route with several candidates.
    func mount(on router: Router<GateContext>) {
        var routes: [Operation: [any Dialect]] = [:]
        var order: [Operation] = []
        for dialect in dialects {
            for operation in dialect.operations {
                if routes[operation] == nil { order.append(operation) }
                routes[operation, default: []].append(dialect)
                var own = operation
                own.path = "/\(dialect.name.rawValue)\(operation.path)"
                order.append(own)
                routes[own] = [dialect]
            }
        }
        for operation in order {
            guard let method = HTTPRequest.Method(rawValue: operation.method) else { continue }
            let route = DialectRoute(
                operation: operation,
                candidates: routes[operation] ?? [],
                contested: contested,
                services: services
            )
            router.on(RouterPath(operation.path), method: method) { request, context in
                try await route.respond(to: request, context: context)
            }
        }
    }
}
