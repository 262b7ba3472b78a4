import Testing

@testable import FilmgateDomain

@Suite("Body, command, dialect, model: who wins (ark.md sections 2.9 and 13)")
struct CommandPrecedenceTests {
    private let house = HouseRules(ratio: .fixed(.landscape), audio: false)

    @Test("The body wins over a command, and the timeline says so")
    func bodyWins() throws {
        let text = "A cat --rs 1080p --rt 1:1 --dur 8 --seed 7 --cf true --wm true"
        let plan = try planned([.words(text)]) { parameters in
            parameters.resolution = "480p"
            parameters.ratio = "4:3"
            parameters.duration = 6
            parameters.seed = 9
            parameters.cameraFixed = false
            parameters.watermark = false
        }
        #expect(plan.order.prompt == "A cat")
        #expect(plan.order.resolution == .p480)
        #expect(plan.order.ratio == .fixed(.classic))
        #expect(plan.order.duration == 6)
        #expect(plan.order.seed == 9)
        #expect(!plan.order.cameraFixed)
        #expect(!plan.order.watermark)
        #expect(plan.notes.map(\.effect) == Array(repeating: .ignored, count: 6))
        #expect(plan.notes.map(\.parameter).sorted() == ["--cf", "--dur", "--rs", "--rt", "--seed", "--wm"])
        #expect(plan.notes.first?.detail == "1080p: the body's value holds")
    }

    @Test("A command wins over the dialect's default")
    func commandWins() throws {
        let order = try planned([.words("A cat --rt 9:16")], house: house).order
        #expect(order.ratio == .fixed(.portrait))
    }

    @Test("The dialect's default wins over the model's")
    func houseWins() throws {
        let order = try planned(house: house).order
        #expect(order.ratio == .fixed(.landscape))
        #expect(!order.generateAudio)
        let withPicture = try planned([.words("A cat"), .image()], house: house).order
        #expect(withPicture.ratio == .fixed(.landscape))
        #expect(try planned(house: house) { $0.generateAudio = true }.order.generateAudio)
    }

    @Test("The model's default holds where nobody says anything")
    func modelDefaults() throws {
        let plan = try planned()
        #expect(plan.order.ratio == .adaptive)
        #expect(plan.order.generateAudio)
        #expect(plan.order.resolution == .p720)
        #expect(plan.order.duration == 5)
        #expect(plan.order.frames == nil)
        #expect(plan.order.seed == -1)
        #expect(!plan.order.cameraFixed)
        #expect(!plan.order.watermark)
        #expect(!plan.order.draft)
        #expect(!plan.order.returnLastFrame)
        #expect(plan.order.serviceTier == .standard)
        #expect(plan.order.executionExpiresAfter == 172_800)
        #expect(plan.order.callbackURL == nil)
        #expect(plan.order.safetyIdentifier == nil)
        #expect(plan.order.extras.isEmpty)
        #expect(plan.notes.isEmpty)
    }

    @Test("Commands set what they name")
    func commandsSet() throws {
        let plan = try planned([.words("A cat --rs 1080P --dur 12 --seed 4294967295 --cf TRUE --wm true --fps 24")])
        #expect(plan.order.resolution == .p1080)
        #expect(plan.order.duration == 12)
        #expect(plan.order.seed == 4_294_967_295)
        #expect(plan.order.cameraFixed)
        #expect(plan.order.watermark)
        #expect(plan.notes.isEmpty)
    }

    @Test(
        "A bad ratio, seed, camera, watermark or frame rate is ignored and stands on the timeline",
        arguments: [
            ("--rt 2:1", "--rt"), ("--rt", "--rt"), ("--seed x", "--seed"), ("--seed -2", "--seed"),
            ("--seed 4294967296", "--seed"), ("--seed 99999999999999999999", "--seed"), ("--cf maybe", "--cf"),
            ("--camerafixed", "--camerafixed"), ("--wm 1", "--wm"), ("--fps 30", "--framespersecond"),
        ]
    )
    func ignored(command: String, note: String) throws {
        let bare = try planned([.words("A cat")])
        let plan = try planned([.words("A cat " + command)])
        #expect(plan.order == bare.order)
        #expect(plan.notes.map(\.parameter) == [note])
        #expect(plan.notes.map(\.effect) == [.ignored])
    }

    @Test(
        "A bad duration or resolution and any frames are refused by name",
        arguments: [
            ("--dur 3", Parameter.duration, "3"), ("--dur 13", .duration, "13"), ("--dur", .duration, ""),
            ("--dur 5.5", .duration, "5.5"), ("--duration 99999999999999999999", .duration, "99999999999999999999"),
            ("--rs 2k", .resolution, "2k"), ("--rs", .resolution, ""), ("--frames 29", .frames, "29"),
            ("--frames x", .frames, "x"),
        ]
    )
    func bad(command: String, parameter: Parameter, given: String) throws {
        let refusal = try refused([.words("A cat " + command)])
        #expect(refusal.subject == .command(parameter, path: "content[0].text"))
        #expect(refusal.given == given)
        #expect(refusal.kind == (parameter == .frames ? .unsupported : .invalid))
    }

    @Test("Where the words are a field of their own, a command's place has no list in it")
    func flatPath() throws {
        let refusal = try refused([.words("A cat --dur 3", path: "prompt")])
        #expect(refusal.subject == .command(.duration, path: "prompt"))
        #expect(try refused([.words(" ", path: "prompt")]).subject == .item(path: "prompt"))
    }

    @Test("Of a command given twice the last one holds, and the timeline says so")
    func repeated() throws {
        let plan = try planned([.words("A cat --dur 6 --dur 8")])
        #expect(plan.order.duration == 8)
        #expect(plan.notes == [ParameterNote(.ignored, "--dur", "given more than once: the last one holds")])
    }

    @Test("What the dialect left out itself comes first on the timeline")
    func dialectNotes() throws {
        let own = ParameterNote(.ignored, "size", "unknown")
        let plan = try planned([.words("A cat --cf x")], notes: [own])
        #expect(plan.notes.count == 2)
        #expect(plan.notes.first == own)
    }

    @Test("Commands alone are no prompt for text to video, but are one beside a picture")
    func onlyCommands() throws {
        let refusal = try refused([.words("--rs 720p --dur 5")])
        #expect(refusal.reason == .emptyText)
        #expect(refusal.subject == .item(path: "content[0].text"))
        #expect(try planned([.words("--rs 480p"), .image()]).order.prompt.isEmpty)
        let strict = HouseRules(promptRequired: true)
        #expect(try refused([.words("--rs 480p"), .image()], house: strict).reason == .emptyText)
    }

    @Test("Commands of several text items all count")
    func severalTexts() throws {
        let order = try planned([.words("A cat --rs 480p"), .words("runs --dur 6", path: "content[1]")]).order
        #expect(order.prompt == "A cat\nruns")
        #expect(order.resolution == .p480)
        #expect(order.duration == 6)
    }
}
