import FilmgateDialects
import FilmgateDomain
import FilmgateProviders
import Hummingbird

extension DialectRoute {
    /// A request about tasks that are there, with what a simulated upstream does to it.
    func simulated(
        _ call: Call,
        context: GateContext,
        _ perform: () async throws -> Response
    ) async throws -> Response {
        guard let door = services.simulation else { return try await perform() }
        let id = call.id.flatMap(services.presenter.id)
        let encounter: Simulator.Encounter? =
            switch kind {
            case .read: id.map { door.simulator.request(.read, about: $0) }
            case .remove: id.map { door.simulator.request(.delete, about: $0) }
            case .content: id.map { door.simulator.request(.download, about: $0) }
            case .list: door.simulator.list()
            case .create, .uploadImage, .models, .balance, .usage, .absent: nil
            }
        guard let encounter else { return try await perform() }
        try await door.before(encounter, context: context)
        let response = try await door.retold(try await perform(), during: kind)
        return try await door.after(encounter, response, of: id, context: context)
    }

    /// A create has been read: waits, and ends it where no task shall be made.
    func encounter(of asked: GenerationRequest, context: GateContext) async throws -> Simulator.Encounter? {
        guard let door = services.simulation else { return nil }
        let words = asked.content.compactMap { item -> String? in
            if case .text(let text) = item.body { text } else { nil }
        }
        let encounter = door.simulator.create(prompt: words.joined(separator: " "))
        try await door.before(encounter, context: context)
        return encounter
    }

    /// The create made that task.
    func note(_ task: VideoTask, madeBy encounter: Simulator.Encounter?) {
        guard let encounter else { return }
        services.simulation?.simulator.made(task, by: encounter)
    }

    /// The create made that task; its answer is lost or spoilt where that shall be.
    func simulated(
        _ encounter: Simulator.Encounter?,
        _ task: VideoTask,
        _ response: Response,
        context: GateContext
    ) async throws -> Response {
        guard let door = services.simulation, let encounter else { return response }
        return try await door.after(encounter, response, of: task.id, context: context)
    }
}

extension SimulatedDoor {
    /// The answer with links that can be told apart from those of other tellings, where links shall die early.
    fileprivate func retold(_ response: Response, during kind: FilmgateDialects.Operation.Kind) async throws -> Response
    {
        guard simulator.settings.faults[.taskLinkExpired] != nil, response.status == .ok else { return response }
        guard kind == .read || kind == .list else { return response }
        return try await response.rewritten { body in body.withTellings { simulator.tell(linksOf: $0) } }
    }
}
