import FilmgateDomain
import FilmgateEngine
import Testing

@Suite("Callbacks from the outbox (ark.md section 7, vendors.md sections 2.6 and 3.6)", .timeLimit(.minutes(5)))
struct CourierTests {
    private let desk = CourierDesk()
    private let url = "http://one.example/hook"

    @Test("each state is told as it comes, in order")
    func order() async throws {
        let epoch = try await desk.store.openEpoch()
        try await desk.running(epoch: epoch) { courier in
            var task = try await desk.task(at: url, epoch: epoch)
            courier.wake()
            _ = try await desk.log(of: task.id, count: 1)
            task = try await desk.apply(.started(AttemptStart(provider: "p")), to: task, epoch: epoch)
            courier.wake()
            _ = try await desk.log(of: task.id, count: 2)
            let failure = TaskFailure(code: "InternalServiceError", message: "broken")
            task = try await desk.apply(.failed(failure), to: task, epoch: epoch)
            courier.wake()
            let log = try await desk.log(of: task.id, count: 3)
            #expect(desk.carrier.posts.map(\.state) == ["queued", "running", "failed"])
            #expect(log.allSatisfy { $0.next == .done && $0.detail == "delivered" && $0.status == 200 })
        }
        #expect(try await desk.store.outbox(limit: 10).isEmpty)
    }

    @Test("a state that is not final is dropped once a newer one is owed")
    func stale() async throws {
        let epoch = try await desk.store.openEpoch()
        let task = try await desk.failed(at: url, epoch: epoch)
        try await desk.running(epoch: epoch) { _ in
            let log = try await desk.log(of: task.id, count: 2)
            #expect(log.map(\.event.state) == [.failed, .queued])
            #expect(log[1].detail == "dropped: a newer state is owed")
            #expect(desk.carrier.posts.map(\.state) == ["failed"])
        }
    }

    @Test("a final state that no one hears is told for a day, then given up, and owed again on demand")
    func patience() async throws {
        let epoch = try await desk.store.openEpoch()
        desk.carrier.answer(url, .answered(status: 503))
        let task = try await desk.failed(at: url, epoch: epoch)
        let start = desk.time.now
        try await desk.running(epoch: epoch) { courier in
            var log = try await desk.log(of: task.id, count: 2)
            while case .again(let moment) = log[0].next {
                let count = log.count
                desk.time.advance(by: moment - desk.time.now)
                courier.wake()
                log = try await desk.log(of: task.id, count: count + 1)
            }
            let tries = log.filter { $0.event.state == .failed }
            #expect(log[0].next == .givenUp)
            #expect(desk.time.now - start > .seconds(70_000))
            #expect(desk.time.now - start <= .seconds(86_400))
            // The vendor's own three, 5 s apart, come first.
            #expect(tries.reversed().prefix(4).map { $0.at - start } == [0, 5, 10, 15].map { .seconds($0) })
            desk.carrier.answer(url, .answered(status: 204))
            try await desk.store.administer([.retryCallback(log[0].number)], by: "me", at: desk.time.now)
            courier.wake()
            let last = try await desk.log(of: task.id, count: log.count + 1)[0]
            #expect(last.next == .done)
            #expect(last.status == 204)
        }
    }

    @Test("a queued state that no one hears is tried as often as the vendor does, then dropped")
    func passing() async throws {
        let epoch = try await desk.store.openEpoch()
        desk.carrier.answer(url, .unreached(reason: "no connection"))
        let task = try await desk.task(at: url, epoch: epoch)
        try await desk.running(epoch: epoch) { courier in
            for tries in 1...4 {
                let log = try await desk.log(of: task.id, count: tries)
                #expect(log[0].status == nil)
                #expect(log[0].next == (tries < 4 ? .again(at: desk.time.now + .seconds(5)) : .done))
                desk.time.advance(by: .seconds(5))
                courier.wake()
            }
        }
        #expect(try await desk.store.outbox(limit: 10).isEmpty)
    }

    @Test(
        "what stops a callback is the vendor's rule",
        arguments: [
            ("http://ark.example/", 410, true), ("http://ark.example/", 404, false),
            ("http://xcompute.example/", 404, true), ("http://xcompute.example/", 410, true),
            ("http://xcompute.example/", 500, false), ("http://ark.example/", 301, false),
        ]
    )
    func stops(url: String, status: Int, isStopped: Bool) async throws {
        let epoch = try await desk.store.openEpoch()
        desk.carrier.answer(url, .answered(status: status))
        let task = try await desk.failed(at: url, epoch: epoch)
        try await desk.running(epoch: epoch) { _ in
            let last = try await desk.log(of: task.id, count: 2)[0]
            #expect((last.next == .done) == isStopped)
            #expect(last.status == status)
        }
    }

    @Test("who answers 410 once hears no more of the task")
    func gone() async throws {
        let epoch = try await desk.store.openEpoch()
        desk.carrier.answer(url, .answered(status: 410))
        try await desk.running(epoch: epoch) { courier in
            let task = try await desk.task(at: url, epoch: epoch)
            courier.wake()
            _ = try await desk.log(of: task.id, count: 1)
            let failure = TaskFailure(code: "InternalServiceError", message: "broken")
            _ = try await desk.apply(.failed(failure), to: task, epoch: epoch)
            courier.wake()
            let last = try await desk.log(of: task.id, count: 2)[0]
            #expect(last.detail == "dropped: the receiver is gone")
            #expect(desk.carrier.posts.count == 1)
        }
    }

    @Test("a state that the vendor does not tell is owed no more")
    func silent() async throws {
        let epoch = try await desk.store.openEpoch()
        let task = try await desk.failed(at: "http://silent.example/", epoch: epoch)
        try await desk.running(epoch: epoch) { _ in
            let log = try await desk.log(of: task.id, count: 2)
            #expect(log.allSatisfy { $0.next == .done && $0.status == nil })
        }
        #expect(desk.carrier.posts.isEmpty)
    }

    @Test("at most four are under way to one host, and a host that hangs holds nobody else up")
    func hosts() async throws {
        let epoch = try await desk.store.openEpoch()
        for _ in 0..<300 { try await desk.failed(at: url, epoch: epoch) }
        let other = try await desk.failed(at: "http://two.example/", epoch: epoch)
        desk.carrier.hold()
        try await desk.running(epoch: epoch) { courier in
            while !desk.carrier.posts.contains(where: { $0.url == "http://two.example/" }) {
                courier.wake()
                try Task.checkCancellation()
                await Task.yield()
            }
            #expect(desk.carrier.posts.count { $0.url == url } == 4)
            desk.carrier.letGo()
            _ = try await desk.log(of: other.id, count: 2)
            #expect(try await desk.carrier.posts(301).count == 301)
        }
    }

    @Test("a try that a crash cut short is made again")
    func crash() async throws {
        let first = try await desk.store.openEpoch()
        let task = try await desk.failed(at: url, epoch: first)
        desk.carrier.hold()
        try await desk.running(epoch: first) { _ in
            _ = try await desk.carrier.posts(1)
            // A new engine takes over while the first one's receiver is silent.
            let second = try await desk.store.openEpoch()
            desk.carrier.letGo()
            try await desk.running(epoch: second) { _ in
                let log = try await desk.log(of: task.id, count: 2)
                #expect(log[0].next == .done)
            }
        }
        #expect(desk.carrier.posts.map(\.state) == ["failed", "failed"])
    }
}
