import FilmgateDomain
import Testing

@testable import FilmgateEngine

@Suite("Money", .timeLimit(.minutes(5)))
struct SettlementTests {
    /// 5 s of 720p in 16:9 with sound at 16 CNY a million tokens.
    private static let listed: Int64 = 108_900 * 16

    /// Runs one create of a limited project to its end.
    private func settle(
        _ lab: Lab,
        balance: Int64,
        change: (inout RequestParameters) -> Void,
        ending: @escaping @Sendable (StubProvider.Job) -> Void
    ) async throws -> (task: VideoTask, ledger: [LedgerEntry]) {
        let project = try await lab.project("limited", balance: balance)
        let task = try await Creates(lab).create(in: project, change: change)
        try await lab.running { engine in
            engine.wake()
            ending(try await lab.provider.next())
            try await lab.store.wait {
                try await lab.store.plain.task(task.id, in: nil)?.state.isFinal == true
            }
        }
        let ledger = try await lab.store.ledger(of: project.id)
        let sum = ledger.reduce(0) { $0 + $1.amount.micros }
        #expect(try await lab.store.balance(of: project.id).micros == sum)
        return (try #require(try await lab.store.task(task.id, in: nil)), ledger)
    }

    @Test("what was ordered and delivered is charged at the list price")
    func charged() async throws {
        let (task, ledger) = try await settle(Lab(facts: .audible), balance: 10_000_000) { parameters in
            parameters.ratio = "16:9"
        } ending: {
            $0.deliver()
        }
        #expect(task.hold.micros == Self.listed)
        #expect(ledger.map(\.kind) == [.topUp, .hold, .release, .charge])
        #expect(ledger.map(\.amount.micros) == [10_000_000, -Self.listed, Self.listed, -Self.listed])
    }

    @Test("a video without the sound that was ordered costs what one without sound does, and says so")
    func silentIsCheaper() async throws {
        let lab = Lab()
        let (task, ledger) = try await settle(lab, balance: 10_000_000) { parameters in
            parameters.ratio = "16:9"
        } ending: {
            $0.deliver()
        }
        #expect(ledger.last?.amount.micros == -Self.listed / 2)
        let notes = try await lab.store.timeline(of: task.id).filter { $0.kind == .deviated }.map(\.detail)
        #expect(notes == ["audio: ordered, and there is none"])
        #expect(try await lab.store.exposures(limit: 10).map(\.kind) == [.deviation])
    }

    @Test("an open ratio and length hold the largest charge; what was delivered is charged")
    func lessThanHeld() async throws {
        let (task, ledger) = try await settle(Lab(facts: .audible), balance: 100_000_000) { parameters in
            parameters.duration = -1
        } ending: {
            $0.deliver()
        }
        // 12 s of the largest size at 720p, 1112 x 834 against 1470 x 630.
        let largest = Int64(1112 * 834 * 289 / 1024) * 16
        #expect(task.hold.micros == largest)
        let charge = try #require(ledger.last)
        #expect(charge.kind == .charge)
        // The share of the hold, rounded up.
        #expect((Self.listed...Self.listed + 1).contains(-charge.amount.micros))
    }

    @Test("a video that is larger than ordered costs no more than was held")
    func neverMoreThanHeld() async throws {
        let facts = VideoFacts(
            pixels: PixelSize(width: 1920, height: 1080),
            frames: 289,
            framesPerSecond: 24,
            hasAudio: true
        )
        let (task, ledger) = try await settle(Lab(facts: facts), balance: 10_000_000) { parameters in
            parameters.ratio = "16:9"
        } ending: {
            $0.deliver()
        }
        let charge = try #require(ledger.last)
        #expect(charge.amount.micros == -task.hold.micros)
    }

    @Test("a task that fails costs nothing")
    func failedIsFree() async throws {
        let (task, ledger) = try await settle(Lab(), balance: 10_000_000) { _ in
        } ending: {
            $0.fail(.rejected(TaskFailure(code: "OutputVideoSensitiveContentDetected", message: "no")))
        }
        #expect(task.state == .failed)
        #expect(ledger.map(\.kind) == [.topUp, .hold, .release])
        #expect(ledger.reduce(0) { $0 + $1.amount.micros } == 10_000_000)
    }

    @Test("a balance that does not cover the hold refuses the create and keeps nothing")
    func insufficient() async throws {
        let lab = Lab()
        let project = try await lab.project("poor", balance: Self.listed - 1)
        let refusal = await Creates(lab).refusal { try await $0.create(in: project) { $0.ratio = "16:9" } }
        #expect(refusal?.kind == .insufficientFunds)
        #expect(try await lab.store.counts(in: nil) == [:])
        #expect(try await lab.store.balance(of: project.id).micros == Self.listed - 1)
    }

    @Test("holds of open tasks count against the balance, and a cancel gives them back")
    func holdsCount() async throws {
        let lab = Lab()
        let creates = Creates(lab)
        let project = try await lab.project("limited", balance: Self.listed)
        let first = try await creates.create(in: project) { $0.ratio = "16:9" }
        #expect(
            await creates.refusal { try await $0.create(in: project) { $0.ratio = "16:9" } }?.kind == .insufficientFunds
        )
        let deletion = Deletion(store: lab.store, engine: try await lab.engine(), moments: lab.time.moments)
        _ = try await deletion.delete(first.id, named: "x", in: project.id)
        try await creates.create(in: project) { $0.ratio = "16:9" }
    }

    @Test("a project's factor counts at hold and charge alike, rounded up once")
    func factor() async throws {
        let lab = Lab()
        var project = try await lab.project("dear", balance: 10_000_000)
        project.priceFactor = 1333
        try await lab.store.plain.save(project)
        let task = try await Creates(lab).create(in: project) { $0.ratio = "16:9" }
        #expect(task.hold.micros == (Self.listed * 1333 + 999) / 1000)
    }

    @Test("previews cost nothing unless they are priced", arguments: [false, true])
    func previews(priced: Bool) async throws {
        var settings = EngineSettings()
        settings.pricesPreviews = priced
        let lab = Lab(name: .preview, settings: settings)
        let task = try await Creates(lab).create { $0.ratio = "16:9" }
        #expect(task.hold.micros == (priced ? Self.listed : 0))
    }

    @Test(
        "an attempt costs what the account counts at its own price, whatever the customer pays",
        arguments: [
            (1000, nil, listed), (800, 50_000, 50_000 * 16 * 8 / 10), (125, 1, 2), (1000, -1, listed),
            (1000, 0, listed),
            (1000, 1_089_000, listed * 10), (1000, 1_089_001, listed), (1000, .max, listed),
        ] as [(Int, Int?, Int64)]
    )
    func cost(factor: Int, tokens: Int?, micros: Int64) async throws {
        let lab = Lab(facts: .audible)
        let upstream = FakeUpstream("a", time: lab.time, costFactor: factor)
        upstream.script { $0.made = { $0.tokens = tokens } }
        var project = try await lab.project("half", balance: 10_000_000)
        project.priceFactor = 500
        try await lab.store.plain.save(project)
        let task = try await Creates(lab).create(in: project) { $0.ratio = "16:9" }
        try await lab.running([upstream.mounted]) { engine in
            engine.wake()
            try await lab.drive(task.id, to: .succeeded)
        }
        let attempts = try await lab.store.attempts(of: task.id)
        #expect(attempts.map(\.cost) == [Money(micros: micros, currency: project.currency)])
        let usage = try await lab.store.usage(of: project.id)
        #expect(usage.map(\.costMicros) == [micros] && usage.map(\.chargedMicros) == [Self.listed / 2])
        #expect(usage.map(\.provider) == ["a"])
    }

    @Test("a smaller video may cost what was ordered, once, where the account does not say what it counted")
    func smaller() async throws {
        let facts = VideoFacts(
            pixels: PixelSize(width: 864, height: 496),
            frames: 121,
            framesPerSecond: 24,
            hasAudio: false
        )
        let lab = Lab(facts: facts)
        let upstream = FakeUpstream("a", time: lab.time)
        let task = try await Creates(lab).create { $0.ratio = "16:9" }
        try await lab.running([upstream.mounted]) { engine in
            engine.wake()
            try await lab.drive(task.id, to: .succeeded)
        }
        let money = { Money(micros: $0, currency: .cny) }
        #expect(try await lab.store.attempts(of: task.id).map(\.cost) == [money(Int64(864 * 496 * 121 / 1024) * 16)])
        #expect(try await lab.store.exposures(limit: 9).map(\.kind) == [.deviation, .deviation])
        #expect(try await lab.store.exposureTotals().map(\.most) == [money(Self.listed)])
    }

    @Test("a draft that is priced as flex costs what the default tier does")
    func draftTier() async throws {
        let lab = Lab()
        let task = try await lab.queued {
            $0.pricedTier = .flex
            $0.generateAudio = true
        }
        let cost = Settlement.cost(counted: 1000, delivered: nil, task: task, model: .seedance15Pro, factor: 1000)
        #expect(cost == AttemptCost(known: Money(micros: 16_000, currency: .cny)))
    }

    @Test("a preview costs the operator nothing")
    func noCost() async throws {
        let lab = Lab(name: .preview)
        let task = try await Creates(lab).create { $0.ratio = "16:9" }
        try await lab.running { engine in
            engine.wake()
            try await lab.provider.next().deliver()
            _ = try await lab.store.task(task.id, in: .succeeded)
        }
        #expect(try await lab.store.attempts(of: task.id).map(\.cost) == [nil])
    }

    @Test("what was accepted as a free preview never goes to an account that costs")
    func previewStaysOne() async throws {
        let lab = Lab(name: .preview)
        let project = try await lab.project("poor", balance: 0)
        let task = try await Creates(lab).create(in: project) { $0.ratio = "16:9" }
        #expect(task.hold.isZero)
        let upstream = FakeUpstream("dear", time: lab.time)
        try await lab.running([upstream.mounted]) { engine in
            engine.wake()
            try await lab.drive(.seconds(1)) { lab.time.now > task.createdAt + .seconds(100) }
            #expect(upstream.creates.count == 0)
        }
        try await lab.running([upstream.mounted, lab.mounted]) { engine in
            engine.wake()
            try await lab.provider.next().deliver()
            _ = try await lab.store.task(task.id, in: .succeeded)
        }
        #expect(upstream.creates.count == 0)
    }

    @Test("what has no list price is made only for a project that need not pay", arguments: [false, true])
    func unpriced(isUnlimited: Bool) async throws {
        let lab = Lab()
        var project = try await lab.project("abroad", balance: 0)
        project.currency = Currency(rawValue: "EUR")
        project.isUnlimited = isUnlimited
        try await lab.store.plain.save(project)
        let creates = Creates(lab)
        if isUnlimited {
            #expect(try await creates.create(in: project) { $0.ratio = "16:9" }.hold.isZero)
        } else {
            let refusal = await creates.refusal { try await $0.create(in: project) { $0.ratio = "16:9" } }
            #expect(refusal?.kind == .forbidden)
            #expect(refusal?.subject == .parameter(.model))
            #expect(try await lab.store.counts(in: nil) == [:])
        }
    }

    @Test("the charge is a share of the hold, rounded up, for any number of tokens")
    func shares() async throws {
        var order = VideoOrder(
            model: ModelSpec.seedance15Pro.id,
            mode: .text,
            prompt: "",
            resolution: .p720,
            ratio: .fixed(.landscape)
        )
        order.generateAudio = true
        let task = VideoTask(
            id: VideoTask.ID(ULID(high: 1, low: 2)),
            project: Project.ID(rawValue: "p"),
            key: nil,
            dialect: .ark,
            order: order,
            createdAt: Timestamp(seconds: 0),
            deadline: Timestamp(seconds: 1),
            hold: Money(micros: 1_000, currency: .cny)
        )
        let expected: [(tokens: Int, micros: Int64)] = [
            (0, 0), (1, 1), (54_450, 500), (54_451, 501), (108_900, 1000), (.max, 1000),
        ]
        for (tokens, micros) in expected {
            #expect(Settlement.charge(tokens: tokens, task: task, model: .seedance15Pro).micros == micros, "\(tokens)")
        }
    }
}
