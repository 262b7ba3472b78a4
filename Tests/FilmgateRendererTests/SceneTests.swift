import Testing

@testable import FilmgateRenderer

@Suite("Scenes from words")
struct SceneTests {
    /// Two prompts of each family.
    static let prompts = [
        "日落时分，海浪轻轻拍打沙滩", "A calm ocean at dawn, a small boat", "赛博朋克风格的城市夜景，霓虹灯闪烁", "City skyline at night",
        "雨夜，行人撑着伞走过", "Heavy rain, a woman with an umbrella", "雪夜，小屋里亮着灯", "Snow falls on a quiet winter day",
        "秋天的森林，落叶纷飞，镜头缓缓推近", "Morning light in a misty forest", "草原上，一匹骏马在奔跑", "Sheep graze in a spring meadow",
        "大漠孤烟直，长河落日圆，驼队", "A desert with cactus under the noon sun", "群山之间云海翻腾，镜头缓缓拉出",
        "A mountain valley at sunset, tilt up", "宇航员在月球表面漫步", "A planet and a nebula in deep space",
        "一位老人坐在书房里喝咖啡", "A girl reads in her living room while it rains outside", "philosophy", "",
    ]

    private func job(_ prompt: String, seed: UInt32 = 7, seconds: Int = 3) -> RenderJob {
        RenderJob(width: 192, height: 112, seconds: seconds, prompt: prompt, seed: seed, output: "-")
    }

    /// The mean absolute difference of the luma of two frames.
    private func difference(_ one: Frame, _ two: Frame) -> Double {
        let count = one.width * one.height
        let sum = (0..<count).reduce(0) { $0 + abs(Int(one.y[$1]) - Int(two.y[$1])) }
        return Double(sum) / Double(count)
    }

    private func frame(_ job: RenderJob, _ index: Int = 24) -> Frame {
        let frame = Frame(width: job.width, height: job.height)
        Composition.scene(job).draw(index, into: frame)
        return frame
    }

    @Test("every frame moves and none jumps", arguments: prompts, [false, true])
    func motion(prompt: String, fixed: Bool) {
        var job = job(prompt)
        job.cameraFixed = fixed
        let scene = Composition.scene(job)
        var (now, before) = (Frame(width: job.width, height: job.height), Frame(width: job.width, height: job.height))
        var differences: [Double] = []
        for index in 0..<job.frames {
            scene.draw(index, into: now)
            if index > 0 { differences.append(difference(now, before)) }
            swap(&now, &before)
        }
        let sorted = differences.sorted()
        let median = sorted[sorted.count / 2]
        #expect(sorted[0] > 0, "a frame repeats the one before")
        #expect((sorted.last ?? 0) <= 5 * median, "a jump: \(sorted.last ?? 0) where \(median) is usual")
    }

    @Test("two prompts of a family, and two seeds of a prompt, look different", arguments: 0..<10)
    func variety(family: Int) {
        let (one, two) = (Self.prompts[2 * family], Self.prompts[2 * family + 1])
        #expect(SceneBrief(prompt: one).family == SceneBrief(prompt: two).family)
        #expect(difference(frame(job(one)), frame(job(two))) > 4)
        #expect(difference(frame(job(one)), frame(job(one, seed: 8))) > 4)
    }

    @Test("a frame follows from its number alone, whichever is drawn first", arguments: prompts)
    func order(prompt: String) {
        let job = job(prompt)
        let scene = Composition.scene(job)
        let last = Frame(width: job.width, height: job.height)
        scene.draw(job.frames - 1, into: last)
        scene.draw(3, into: last)
        scene.draw(job.frames - 1, into: last)
        #expect(difference(last, frame(job, job.frames - 1)) == 0)
    }

    @Test("every byte of a frame is drawn, whatever its size", arguments: prompts, [(160, 90), (90, 160), (320, 138)])
    func cover(prompt: String, size: (Int, Int)) {
        var job = job(prompt)
        (job.width, job.height) = size
        let scene = Composition.scene(job)
        let frames = [UInt8(16), 235].map { value in
            let frame = Frame(width: job.width, height: job.height)
            frame.y.update(repeating: value, count: frame.count)
            scene.draw(5, into: frame)
            return frame
        }
        #expect(difference(frames[0], frames[1]) == 0)
    }

    @Test(
        "words choose the family, whole words in English, the longest in Chinese",
        arguments: [
            ("海上日落", SceneFamily.sea), ("a velocity train in season", .abstract), ("City lights at NIGHT", .city),
            ("上海的街头", .city), ("雪山", .mountain), ("rain over the hills", .mountain), ("云海中的松", .mountain),
            ("", .abstract),
            ("大雨", .rain), ("snow", .snow), ("竹林", .forest), ("a horse", .meadow), ("沙漠", .desert),
            ("the milky way", .space),
            ("sunset over the desert", .desert), ("咖啡馆里的女孩", .room), ("雨中的森林", .forest),
        ]
    )
    func family(prompt: String, family: SceneFamily) {
        #expect(SceneBrief(prompt: prompt).family == family)
    }

    @Test(
        "camera words are obeyed",
        arguments: [
            ("pan left over the sea", CameraMove.panLeft), ("the camera pans right", .panRight), ("镜头缓缓拉出", .zoomOut),
            ("镜头缓缓推近", .zoomIn), ("tilt up", .tiltUp), ("镜头向下", .tiltDown), ("环绕拍摄", .orbit), ("固定镜头", .still),
            ("handheld camera", .handheld),
        ]
    )
    func move(prompt: String, move: CameraMove) {
        #expect(SceneBrief(prompt: prompt).move == move)
    }

    @Test("weather, hour and season are read beside the place")
    func circumstances() {
        let brief = SceneBrief(prompt: "秋天的森林，清晨，下雨")
        #expect(brief.family == .forest)
        #expect(brief.weather == .rain)
        #expect(brief.hour == .dawn)
        #expect(brief.season == .autumn)
        #expect(SceneBrief(prompt: "a snowy street at midnight").hour == .night)
        #expect(SceneBrief(prompt: "a snowy street at midnight").weather == .snow)
        #expect(SceneBrief(prompt: "一位老人坐在书房里").actor == .elder)
        #expect(SceneBrief(prompt: "an old man and a girl").actor == .elder)
        for (prompt, isSingle, isHurried) in [
            ("草原上，一匹骏马在奔跑", true, true), ("a horse gallops", true, true), ("Sheep graze in a meadow", false, false),
            ("A deer drinks at dawn", true, false), ("a sheep in a meadow", true, false),
            ("A flock of sheep and a boy", false, false), ("一群羊和一只狗", false, false),
            ("horses running on the beach", false, true), ("雨夜，行人撑着伞走过", false, false),
        ] {
            let brief = SceneBrief(prompt: prompt)
            #expect((brief.isSingle, brief.isHurried) == (isSingle, isHurried), "\(prompt)")
            #expect(brief.family == .rain || brief.family == .sea || brief.family == .meadow, "\(prompt)")
        }
    }
}
