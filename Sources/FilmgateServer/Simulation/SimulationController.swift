import FilmgateDialects
import FilmgateDomain
import FilmgateProviders
import HTTPTypes
import Hummingbird
import NIOCore

/// Tells what the simulation did: `GET /simulate/report` (docs/simulation.md).
struct SimulationController: Sendable {
    let simulator: Simulator
    let store: any TaskStore
    let authenticator: Authenticator
    let dialects: [any Dialect]

    func mount(on router: Router<GateContext>) {
        router.get("/simulate/report") { request, context in try await respond(to: request, context: context) }
    }

    private func respond(to request: Request, context: GateContext) async throws -> Response {
        do {
            _ = try await authenticator.principal(of: request.headers, takesBareKey: true)
        } catch is Refusal {
            return Answer(status: 401, ["error": "a key of this server is needed"])
                .response(requestID: context.requestID)
        }
        return Answer(try await report()).response(requestID: context.requestID)
    }

    private func report() async throws -> JSONValue {
        let record = simulator.record()
        var tasks: [JSONValue] = []
        for task in record.tasks { tasks.append(entry(task, try await store.task(task.id, in: nil))) }
        return [
            "seed": .integer(Int(clamping: record.seed)),
            "requests": .object(Self.counts(record.requests.map { ($0.key.rawValue, $0.value) })),
            "faults": .object(Self.counts(record.faults.map { ($0.key.rawValue, $0.value) })),
            "tasks": .array(tasks),
            "creates": .object(Self.counts(record.creates.map { ($0.key, $0.value) })),
        ]
    }

    private func entry(_ known: SimulatedTask, _ task: VideoTask?) -> JSONValue {
        let form = dialects.first { $0.name == known.dialect }?.idForm
        return [
            "id": .string(known.id.ulid.text),
            "upstream_id": .string(form?.write(known.id) ?? known.id.ulid.text),
            "dialect": .string(known.dialect.rawValue),
            "prompt": .string(known.prompt),
            "create": .integer(known.number),
            "state": .string(task?.state.rawValue ?? "removed"),
            "error_code": task?.failure.map { .string($0.code) } ?? .null,
            "safety_identifier": task?.order.safetyIdentifier.map(JSONValue.string) ?? .null,
            "execution_expires_after": task.map { .integer($0.order.executionExpiresAfter) } ?? .null,
            "client_reference": task?.clientReference.map(JSONValue.string) ?? .null,
            "created_at": .integer(Int(known.createdAt.milliseconds)),
            "ended_at": task?.endedAt.map { .integer(Int($0.milliseconds)) } ?? .null,
            "answered": .bool(known.isAnswered),
            "faults": .array(known.faults.map { .string($0.rawValue) }),
            "reads": .integer(known.reads),
            "downloads": .integer(known.downloads),
        ]
    }

    private static func counts(_ counts: [(String, Int)]) -> JSONObject {
        var object = JSONObject()
        for (key, count) in counts.sorted(by: { $0.0 < $1.0 }) { object[key] = .integer(count) }
        return object
    }
}
