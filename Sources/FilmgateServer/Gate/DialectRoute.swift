import FilmgateDialects
import FilmgateDomain
import FilmgateMedia
import HTTPTypes
import Hummingbird
import Logging

/// One route: one operation, and the dialects that declare it.
struct DialectRoute: Sendable {
    let operation: FilmgateDialects.Operation
    let candidates: [any Dialect]
    let contested: DialectName?
    let services: GateServices

    var kind: FilmgateDialects.Operation.Kind { operation.kind }

    /// Who answers: one dialect, or all that share the path where nothing decides.
    struct Speakers: Sendable {
        var first: any Dialect
        var others: [any Dialect] = []

        var all: [any Dialect] { [first] + others }

        /// The answer of the first, with what the others would add.
        func answer(_ speak: (any Dialect) throws -> Answer) rethrows -> Answer {
            try others.reduce(speak(first)) { try $0.merged(with: speak($1)) }
        }
    }

    func respond(to request: Request, context: GateContext) async throws -> Response {
        guard let first = candidates.first else { throw HTTPError(.notFound) }
        var speakers = Speakers(first: first)
        do {
            let principal = try await services.authenticator.principal(
                of: request.headers,
                takesBareKey: candidates.contains { $0.takesBareKey }
            )
            speakers = self.speakers(home: principal.key.homeDialect)
            try admit(principal, speakers: speakers)
            return try await perform(request, context: context, principal: principal, speakers: &speakers)
        } catch let refusal as Refusal {
            return refused(refusal, by: speakers, context: context)
        } catch let ended as SimulatedDoor.Ended {
            return ended.response
        } catch let error as CancellationError {
            throw error
        } catch {
            if let refusal = (error as? StoreError)?.refusal {
                return refused(refusal, by: speakers, context: context)
            }
            context.logger.error("request failed", metadata: ["error": "\(error)"])
            return refused(Refusal(.failure, .request, .plain), by: speakers, context: context)
        }
    }

    private func perform(
        _ request: Request,
        context: GateContext,
        principal: Principal,
        speakers: inout Speakers
    ) async throws -> Response {
        let call = Call(
            id: context.parameters.get("id")?.percentDecoded,
            query: request.uri.queryParameters.map { (name: String($0.key), value: String($0.value)) }
        )
        if kind == .create {
            // A create that is refused may have cost as much work as one that is not: pictures to fetch and to look at.
            try services.refusals.check(principal, at: services.now())
            do {
                return try await create(request, context: context, principal: principal, speakers: &speakers)
            } catch let refusal as Refusal {
                try services.refusals.take(principal, at: services.now())
                throw refusal
            }
        }
        let speakers = speakers
        return try await simulated(call, context: context) {
            try await answer(call, request, context: context, principal: principal, speakers: speakers)
        }
    }

    private func answer(
        _ call: Call,
        _ request: Request,
        context: GateContext,
        principal: Principal,
        speakers: Speakers
    ) async throws -> Response {
        switch kind {
        case .read:
            return try await read(call, context: context, principal: principal, speakers: speakers)
        case .list:
            return try await list(call, context: context, principal: principal, speakers: speakers)
        case .remove:
            return try await remove(call, context: context, principal: principal, speakers: speakers)
        case .uploadImage:
            return try await upload(request, context: context, principal: principal, speakers: speakers)
        case .models:
            return speakers.answer { $0.models(services.catalog.models) }.response(requestID: context.requestID)
        case .balance:
            let view = try await balance(of: principal.project)
            return speakers.answer { $0.balance(view) }.response(requestID: context.requestID)
        case .usage:
            let view = try await usage(call, project: principal.project)
            return speakers.answer { $0.usage(view) }.response(requestID: context.requestID)
        case .content:
            return try await content(call, request, context: context, principal: principal, speakers: speakers)
        case .create, .absent:
            throw speakers.first.refusal(of: operation)
        }
    }

    /// The key's home dialect decides, then the operator's setting; else all speak.
    func speakers(home: DialectName?) -> Speakers {
        for name in [home, contested] {
            if let name, let dialect = candidates.first(where: { $0.name == name }) { return Speakers(first: dialect) }
        }
        return Speakers(first: candidates[0], others: Array(candidates.dropFirst()))
    }

    /// Where several could speak, a key of the body that only one of them has decides; where nobody's is there, one that
    /// only one of them documents.
    func speakers(_ speakers: Speakers, by body: JSONValue) -> Speakers {
        guard !speakers.others.isEmpty, case .object(let object) = body else { return speakers }
        func claimants(_ keys: (any Dialect) -> Set<String>) -> [any Dialect] {
            speakers.all.filter { dialect in
                let own = keys(dialect)
                return object.members.contains { own.contains($0.key) && $0.value != .null }
            }
        }
        let signed = claimants { $0.signs }
        let claimed = signed.isEmpty ? claimants { $0.hints } : signed
        return claimed.count == 1 ? Speakers(first: claimed[0]) : speakers
    }

    private func refused(_ refusal: Refusal, by speakers: Speakers, context: GateContext) -> Response {
        let answer = speakers.first.refused(refusal, during: kind, requestID: context.requestID)
        var response = (operation.method == "HEAD" ? answer.withoutBody : answer).response(requestID: context.requestID)
        for field in refusal.rateLimitFields(at: services.now()) { response.headers[field.name] = field.value }
        return response
    }
}
