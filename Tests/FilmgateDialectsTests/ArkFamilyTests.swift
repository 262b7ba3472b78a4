import FilmgateDomain
import Testing

@testable import FilmgateDialects

@Suite("Ark and the dialects that take its body")
struct ArkFamilyTests {
    @Test("A body of the seeds decodes to what the document says", arguments: ArkFamily.cases("seeds"))
    func seeds(path: String) throws {
        let request = try ArkFamily.dialect(of: path).decodeCreate(try FlatCase.json("\(path)/request.json"))
        let expected = try FlatCase.json("\(path)/decoded.json")
        #expect(JSONWriter.text(ArkFamily.json(request)) == JSONWriter.text(expected))
        #expect(request.notes.isEmpty)
    }

    @Test("A create becomes the order that its fixture says", arguments: ArkFamily.cases("create"))
    func create(path: String) throws {
        let plan = try ArkFamily.plan(ArkFamily.dialect(of: path), try FlatCase.json("\(path)/request.json"))
        let expected = try FlatCase.json("\(path)/order.json")
        #expect(JSONWriter.text(FlatCase.json(plan)) == JSONWriter.text(expected))
    }

    @Test("A wrong create is refused in the vendor's words", arguments: ArkFamily.cases("refused"))
    func refused(path: String) throws {
        let dialect = try ArkFamily.dialect(of: path)
        let body = try FlatCase.json("\(path)/request.json")
        let refusal = try #require(#expect(throws: Refusal.self) { try ArkFamily.plan(dialect, body) })
        let expected = try FlatCase.json("\(path)/response.json")
        #expect(ArkFamily.answer(refusal, by: dialect, during: .create) == JSONWriter.text(expected))
    }

    @Test("Volc refuses what Ark refuses, in the same words", arguments: FlatCase.names("ark/refused"))
    func volcRefuses(name: String) throws {
        let body = try FlatCase.json("ark/refused/\(name)/request.json")
        let dialect = VolcDialect()
        let refusal = try #require(#expect(throws: Refusal.self) { try ArkFamily.plan(dialect, body) })
        let expected = try FlatCase.json("ark/refused/\(name)/response.json")
        #expect(ArkFamily.answer(refusal, by: dialect, during: .create) == JSONWriter.text(expected))
    }

    @Test(
        "Every kind of refusal has its status, words and headers",
        arguments: ArkFamily.allCases,
        FlatCase.refusals.map(\.name)
    )
    func errors(family: ArkFamily, name: String) throws {
        let (_, refusal, kind) = try #require(FlatCase.refusals.first { $0.name == name })
        let expected = try FlatCase.member(name, of: "\(family.rawValue)/errors.json")
        #expect(ArkFamily.answer(refusal, by: family.dialect, during: kind) == JSONWriter.text(expected))
    }

    @Test("A task in each state answers key by key", arguments: ArkFamily.allCases, ArkFamily.states)
    func tasks(family: ArkFamily, state: String) throws {
        let view = try ArkFamily.view(state, in: family.dialect)
        let answer = family.dialect.task(view, call: Call(id: view.id))
        let expected = try FlatCase.member(state, of: "\(family.rawValue)/tasks.json")
        #expect(answer.status == 200)
        #expect(JSONWriter.text(answer.body ?? nil) == JSONWriter.text(expected))
    }

    @Test("AnyFast's oldest shape answers key by key", arguments: ArkFamily.states)
    func oldest(state: String) throws {
        let dialect = AnyFastDialect(readShape: .shapeA)
        let answer = dialect.task(try ArkFamily.view(state, in: dialect), call: Call())
        let expected = try FlatCase.member(state, of: "anyfast/tasks-oldest.json")
        #expect(JSONWriter.text(answer.body ?? nil) == JSONWriter.text(expected))
    }

    @Test("Create, list, delete and models answer key by key", arguments: ArkFamily.allCases)
    func others(family: ArkFamily) throws {
        let dialect = family.dialect
        let view = try ArkFamily.view("queued", in: dialect)
        let answers = [
            ("created", dialect.created(view)),
            ("list", dialect.list(ListView(items: [view], total: 3))),
            ("removed", dialect.removed(view)),
            ("models", dialect.models([.seedance15Pro])),
        ]
        for (name, answer) in answers {
            let expected = try FlatCase.member(name, of: "\(family.rawValue)/others.json")
            #expect(JSONWriter.text(FlatCase.json(answer)) == JSONWriter.text(expected), "\(name)")
        }
    }

    @Test("An expired task tells the time that it had, not the time that was ordered")
    func expired() throws {
        let start = Timestamp(seconds: FlatCase.created)
        var task = VideoTask(
            id: try #require(TaskIDForm.recognise(FlatCase.id)).id,
            project: Project.ID(rawValue: "p"),
            key: nil,
            dialect: .anyfast,
            order: try FlatCase.task().order,
            createdAt: start,
            deadline: start + .seconds(7200),
            hold: Money(micros: 0, currency: .cny)
        )
        task = try task.change(by: .expired, at: task.deadline).task
        let view = TaskView(task: task, id: FlatCase.id, model: .seedance15Pro, now: task.deadline)
        for dialect in [AnyFastDialect(), AIGenerationDialect()] as [any Dialect] {
            let answer = JSONWriter.text(dialect.task(view, call: Call()).body ?? nil)
            #expect(answer.contains("did not finish within 7200 seconds."), "\(answer)")
        }
    }

    @Test("A draft sold as flex is noted, made at the default tier and priced as flex")
    func draftAtFlex() throws {
        let dialect = AIGenerationDialect()
        let body = try FlatCase.json("aigeneration/seeds/seed-4-draft-at-flex/request.json")
        let plan = try ArkFamily.plan(dialect, body)
        #expect(plan.order.serviceTier == .standard)
        #expect(plan.order.pricedTier == .flex)
        #expect(plan.notes.map(\.effect) == [.altered])
    }

    @Test("Pictures inside the body stay the bytes that they are, short or long", arguments: [100, 100_000, 1_100_000])
    func dataURLs(length: Int) throws {
        let url = "data:image/png;base64," + String(repeating: "A", count: length)
        let body = #"{"model":"seedance-1-5-pro","content":[{"type":"image_url","image_url":{"url":"\#(url)"}}]}"#
        let request = try ArkDialect().decodeCreate(try JSONParser.parse(Array(body.utf8)))
        let medium = MediaItem(kind: .image, role: nil, source: .data(ByteRegion(Array(url.utf8))))
        #expect(request.content == [ContentItem(.media(medium), path: "content[0]")])
    }
}
