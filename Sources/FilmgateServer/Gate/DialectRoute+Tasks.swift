import FilmgateDialects
import FilmgateDomain
import FilmgateEngine
import FilmgateMedia
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

extension DialectRoute {
    func create(
        _ request: Request,
        context: GateContext,
        principal: Principal,
        speakers: inout Speakers
    ) async throws -> Response {
        let form = try FormReader(request, dialect: speakers.first)
        let body = try await services.bodies.read(request, context: context)
        // The leave to work on a long body lasts until its pictures are taken out of it.
        defer { withExtendedLifetime(body) {} }
        let document = try form?.document(in: body.region) ?? JSONParser.document(in: body.region)
        // Of a long body only its pictures are read again, which may be a while if another picture is fetched first.
        body.mapping?.adviseDone(0..<body.region.count)
        speakers = self.speakers(speakers, by: document)
        let asked = try decode(document, speakers: &speakers)
        let dialect = speakers.first
        let presenter = services.presenter
        try check(principal, speaks: dialect.name)
        if try DryRun.isAsked(by: request) {
            // It makes nothing, so that no limit on creates counts it.
            try services.reads.take(principal, at: services.now())
            let quote = try await services.admission.quote(
                asked,
                from: principal,
                dialect: dialect.name,
                house: dialect.house
            ) { presenter.id($0) }
            return DryRun.answer(quote).response(requestID: context.requestID)
        }
        let encounter = try await encounter(of: asked, context: context)
        let key = try IdempotencyHeader.key(
            of: request,
            operation: "create " + candidates.map(\.name.rawValue).joined(separator: ","),
            body: body.region,
            form: form.map { _ in document }
        )
        let accepted: Accepted
        do {
            accepted = try await services.admission.accept(
                asked,
                from: principal,
                dialect: dialect.name,
                house: dialect.house,
                idempotency: key.map { idempotency($0, speakers: speakers) }
            ) { presenter.id($0) }
        } catch StoreError.idempotencyMismatch {
            throw Refusal(.idempotencyKeyReused, .wire("Idempotency-Key"), given: key?.key, .plain)
        }
        let task: VideoTask
        switch accepted {
        case .new(let new): task = new
        case .known(let known): task = known
        case .repeated(let kept):
            context.logger.info("create repeated", metadata: ["task.id": "\(kept.task.ulid.text)"])
            return Self.replay(kept, requestID: context.requestID)
        }
        if accepted.isNew { note(task, madeBy: encounter) }
        if accepted.isNew { services.wake() }
        context.logger.info(
            accepted.isNew ? "task accepted" : "task repeated",
            metadata: [
                "task.id": "\(task.id.ulid.text)", "project.id": "\(principal.project.id.rawValue)",
                "dialect": "\(dialect.name.rawValue)",
            ]
        )
        let response = try speakers.answer { try $0.created(view(task, in: $0, id: nil)) }
            .response(requestID: context.requestID, provider: provider(of: task))
        return try await simulated(encounter, task, response, context: context)
    }

    /// The answer to a create is kept with its key, in the task's own commit.
    private func idempotency(_ key: IdempotencyKey, speakers: Speakers) -> Admission.Idempotency {
        Admission.Idempotency(key: key) { task in
            let answer = try speakers.answer { try $0.created(view(task, in: $0, id: nil)) }
            let body = answer.body.map { JSONWriter.bytes($0) } ?? []
            return KeptAnswer(task: task.id, status: answer.status, body: body)
        }
    }

    private static func replay(_ kept: KeptAnswer, requestID: String) -> Response {
        Response(
            status: .init(code: kept.status),
            headers: [
                .xRequestID: requestID, .idempotentReplayed: "true", .contentType: "application/json; charset=utf-8",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: kept.body))
        )
    }

    func read(
        _ call: Call,
        context: GateContext,
        principal: Principal,
        speakers: Speakers
    ) async throws -> Response {
        let (name, task) = try await task(of: call, in: principal.project.id, speakers: speakers)
        var response = try speakers.answer { try $0.task(view(task, in: $0, id: name), call: call) }
            .response(requestID: context.requestID, provider: provider(of: task))
        response.headers[.filmgatePoster] = services.presenter.link(.poster, of: task)
        response.headers[.filmgateContactSheet] = services.presenter.link(.sheet, of: task)
        return response
    }

    func remove(
        _ call: Call,
        context: GateContext,
        principal: Principal,
        speakers: Speakers
    ) async throws -> Response {
        let (name, id) = try named(call)
        let task = try await services.deletion.delete(id, named: name, in: principal.project.id)
        return try speakers.answer { try $0.removed(view(task, in: $0, id: name)) }
            .response(requestID: context.requestID)
    }

    func list(
        _ call: Call,
        context: GateContext,
        principal: Principal,
        speakers: Speakers
    ) async throws -> Response {
        let dialect = speakers.first
        let asked = try dialect.decodeList(call)
        var query = TaskQuery(
            project: principal.project.id,
            createdSince: services.now() - .seconds(7 * 86400),
            offset: (asked.page - 1) * asked.pageSize,
            limit: asked.pageSize
        )
        query.isAscending = asked.isAscending
        query.after = try await cursor(asked, in: principal.project.id)
        query.states = asked.states
        query.tier = asked.tier
        query.ids = asked.ids.map { $0.compactMap(services.presenter.id) }
        // An endpoint id, or a name that is no model's, matches nothing.
        query.model = asked.model.map { services.catalog[$0]?.id ?? $0 }
        // One more than is shown tells whether there is more.
        query.limit += 1
        var page = try await services.store.tasks(query)
        let hasMore = page.tasks.count > asked.pageSize
        if hasMore { page.tasks.removeLast() }
        // A task that was asked for by an id of some form is answered with that form.
        let texts = (asked.ids ?? []).compactMap { text in services.presenter.id(text).map { ($0, text) } }
        let names = Dictionary(texts) { first, _ in first }
        let items = page.tasks.compactMap { services.presenter.view($0, in: dialect, id: names[$0.id]) }
        return dialect.list(ListView(items: items, total: page.total, hasMore: hasMore))
            .response(requestID: context.requestID)
    }

    /// The task that a page begins behind: one of the project's own.
    private func cursor(_ asked: ListRequest, in project: Project.ID) async throws -> VideoTask.ID? {
        guard let text = asked.after else { return nil }
        guard let id = services.presenter.id(text), try await services.store.task(id, in: project) != nil else {
            throw Refusal(
                .invalid,
                .wire("after"),
                given: text,
                .predicate("it must be the id of the last video of the page before", chinese: "应为上一页最后一个任务的 ID")
            )
        }
        return id
    }

    /// The task that the path names, with the id as it was written there: by an id in any form or, where the dialect
    /// reads that, by the client's own reference, which is answered with the id in the dialect's form.
    func task(
        of call: Call,
        in project: Project.ID,
        speakers: Speakers
    ) async throws -> (name: String?, task: VideoTask) {
        if let reference = call.id, speakers.first.readsClientReferences, services.presenter.id(reference) == nil {
            guard let task = try await services.store.task(reference: reference, in: project) else {
                throw Refusal(.unknownTask, .named(reference), given: reference, .plain)
            }
            return (nil, task)
        }
        let (name, id) = try named(call)
        guard let task = try await services.store.task(id, in: project) else {
            throw Refusal(.unknownTask, .named(name), .plain)
        }
        return (name, task)
    }

    /// What a body asks for. Where nothing decides who speaks, whoever can read the body does: what the first refuses, a
    /// create without a model or a third picture, another may take.
    private func decode(_ document: JSONValue, speakers: inout Speakers) throws(Refusal) -> GenerationRequest {
        do throws(Refusal) {
            return try speakers.first.decodeCreate(document, knowing: services.catalog, at: services.now())
        } catch {
            for other in speakers.others {
                guard let request = try? other.decodeCreate(document) else { continue }
                speakers = Speakers(first: other)
                return request
            }
            throw error
        }
    }

    /// The id in the path, as it was written and as it is. A text that is no id names a task that does not exist.
    private func named(_ call: Call) throws(Refusal) -> (String, VideoTask.ID) {
        let name = call.id ?? ""
        guard let id = services.presenter.id(name) else {
            throw Refusal(.unknownTask, .named(name), given: name, .plain)
        }
        return (name, id)
    }

    private func view(_ task: VideoTask, in dialect: any Dialect, id: String?) throws(Refusal) -> TaskView {
        guard let view = services.presenter.view(task, in: dialect, id: id) else {
            throw Refusal(.failure, .request, .plain)
        }
        return view
    }

    private func provider(of task: VideoTask) -> String? {
        (task.provider ?? services.provider())?.rawValue
    }
}
