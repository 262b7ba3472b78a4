import FilmgateDomain
import Testing

@testable import FilmgateDialects

@Suite("What the dialects share")
struct WireTests {
    @Test("Every reason is said in every dialect, with field, value and rule", arguments: FlatCase.reasons.indices)
    func reasons(index: Int) {
        let reason = FlatCase.reasons[index]
        for kind in [Refusal.Kind.invalid, .missing, .unsupported] {
            for mode in [GenerationMode.text, nil] {
                let refusal = Refusal(kind, .parameter("the_field"), given: "the value", reason, mode: mode, model: "m")
                for family in ArkFamily.allCases {
                    let answer = ArkFamily.answer(refusal, by: family.dialect, during: .create)
                    if case .words = reason { continue }
                    #expect(answer.contains("the_field"), "\(family) \(reason)")
                    let isShort = kind == .missing && [.absent, .plain].contains(reason)
                    #expect(isShort || answer.contains("the value"), "\(family) \(reason): \(answer)")
                }
                let words = RefusalWords()
                #expect(!words.reason(refusal).isEmpty)
                #expect(words.chinese(refusal).unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) })
            }
        }
    }

    @Test("Every rule says what would be right")
    func rules() {
        let rules: [(Refusal.Rule, String)] = [
            (.boolean, "true or false"), (.integer, "an integer"), (.integerIn(1...2), "an integer from 1 to 2"),
            (.integerInOrAuto(4...12), "an integer from 4 to 12, or -1 to let the model choose"),
            (.oneOf(["a"]), "a"), (.oneOf(["a", "b"]), "one of a, b"), (.itemsAtMost(1), "at most 1 item"),
            (.progression(29...289, first: 25, step: 4), "an integer from 29 to 289 of the form 25 + 4n"),
        ]
        for (rule, text) in rules { #expect(RefusalWords.english(rule) == text) }
    }

    @Test("A list's query is read, and its defaults are Ark's")
    func listQuery() throws {
        #expect(
            try decode([])
                == {
                    var list = ListRequest()
                    list.tier = .standard
                    return list
                }()
        )
        let list = try decode([
            ("page_num", "2"), ("page_size", "500"), ("filter.status", "expired"), ("filter.task_ids", "a"),
            ("filter.task_ids", "b"), ("filter.model", "m"), ("filter.service_tier", "flex"), ("other", "x"),
        ])
        #expect(list.page == 2)
        #expect(list.pageSize == 500)
        #expect(list.states == [.expired])
        #expect(list.ids == ["a", "b"])
        #expect(list.model == "m")
        #expect(list.tier == .flex)
    }

    @Test(
        "A bad value in a list's query is refused by name",
        arguments: [
            ("page_num", "0"), ("page_num", "501"), ("page_size", "x"), ("page_size", "1.5"), ("page_size", "-1"),
            ("filter.status", "done"), ("filter.service_tier", "fast"), ("page_num", "99999999999999999999"),
        ]
    )
    func badListQuery(name: String, value: String) throws {
        let refusal = try #require(#expect(throws: Refusal.self) { try decode([(name, value)]) })
        #expect(refusal.subject == .wire(name))
        #expect(refusal.given == value)
        let answer = ArkFamily.answer(refusal, by: ArkDialect(), during: .list)
        #expect(answer.contains("`\(name)`"))
        #expect(answer.hasPrefix(#"{"status":400"#))
    }

    private func decode(_ query: [(name: String, value: String)]) throws(Refusal) -> ListRequest {
        try ArkDialect().decodeList(Call(query: query))
    }

    @Test("Progress begins at 0, never falls, and reaches 100 with success alone")
    func progress() throws {
        let created = FlatCase.created
        let queued = try FlatCase.task()
        #expect(Progress.percent(of: queued, at: Timestamp(seconds: created + 9999)) == 0)
        let running = try FlatCase.task([(.started(AttemptStart(provider: .preview)), 10)])
        var last = 1
        for second in (0..<600).map({ created + $0 }) + [created + 10_000_000] {
            let percent = Progress.percent(of: running, at: Timestamp(seconds: second))
            #expect((last...99).contains(percent))
            last = percent
        }
        #expect(Progress.percent(of: running, at: Timestamp(seconds: created + 70)) == 50)
        let again = try FlatCase.task([
            (.started(AttemptStart(provider: .preview)), 10), (.requeued(reason: "lost"), 70),
        ])
        #expect(again.state == .queued)
        #expect(Progress.percent(of: again, at: Timestamp(seconds: created + 70)) == 50)
        let failure = TaskFailure(code: "x", message: "y")
        let failed = try FlatCase.task([(.started(AttemptStart(provider: .preview)), 10), (.failed(failure), 70)])
        #expect(Progress.percent(of: failed, at: Timestamp(seconds: created + 9999)) == 50)
    }

    @Test("Dates are the calendar's, leap days included")
    func dates() {
        let known: [(Int64, String)] = [
            (0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"), (4_107_542_400, "2100-03-01T00:00:00Z"),
            (1_773_150_083, "2026-03-10T13:41:23Z"), (-1, "1969-12-31T23:59:59Z"),
        ]
        for (seconds, text) in known { #expect(CivilTime(secondsSince1970: seconds).iso8601() == text) }
        #expect(Timestamp(milliseconds: 1_773_150_083_042).iso8601Micros == "2026-03-10T13:41:23.042000Z")
        var random = SeededRandom(seed: 1)
        for _ in 0..<10_000 {
            let seconds = Int64(random.next() % 281_474_976_710)
            let time = CivilTime(secondsSince1970: seconds)
            #expect(time.secondsSince1970 == seconds)
            let again = CivilTime(
                year: time.year,
                month: time.month,
                day: time.day,
                hour: time.hour,
                minute: time.minute,
                second: time.second
            )
            #expect(again == time)
        }
    }

    @Test("Retry-After is whole seconds, rounded up, never 0")
    func retryAfter() {
        let waits: [(Duration, String)] = [
            (.zero, "1"), (.milliseconds(1), "1"), (.seconds(1), "1"), (.milliseconds(1001), "2"), (.seconds(60), "60"),
        ]
        for (wait, text) in waits { #expect(wait.retryAfter == text) }
    }

    @Test("Every dialect has a name of its own and paths that begin with a slash")
    func dialects() {
        let all = Dialects.all(settings: DialectSettings(anyfastRead: .shapeA))
        #expect(Set(all.map(\.name)).count == all.count)
        for operation in all.flatMap(\.operations) {
            #expect(operation.path.hasPrefix("/"))
            let needsID = [.read, .remove, .content].contains(operation.kind)
            if operation.kind != .absent { #expect(operation.path.contains("{id}") == needsID) }
        }
    }
}
