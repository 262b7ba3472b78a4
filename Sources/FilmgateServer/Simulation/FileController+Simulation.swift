import FilmgateDomain
import FilmgateProviders
import HTTPTypes
import Hummingbird

extension FileController {
    /// A download, with what a simulated upstream does to it.
    func simulated(
        _ request: Request,
        name: String,
        context: GateContext,
        _ perform: () async throws -> Response
    ) async throws -> Response {
        guard let door = simulation, request.method == .get, let id = VideoTask.ID(filename: name) else {
            return try await perform()
        }
        let encounter = door.simulator.request(.download, about: id)
        do {
            try await door.before(encounter, context: context)
        } catch let ended as SimulatedDoor.Ended {
            return ended.response
        }
        if request.uri.queryParameters[Substring(Telling.name)] == "1", door.simulator.expiresLinks(of: id) {
            door.simulator.noteDeadLink(of: id)
            return Response(status: .forbidden, headers: [.xRequestID: context.requestID])
        }
        let response = try await perform()
        guard response.status == .ok || response.status == .partialContent else { return response }
        return try await door.after(encounter, response, of: id, context: context)
    }
}
