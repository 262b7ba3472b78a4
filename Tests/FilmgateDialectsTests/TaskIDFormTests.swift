import FilmgateDomain
import Testing

@testable import FilmgateDialects

@Suite("Forms of a task's id")
struct TaskIDFormTests {
    @Test("Every id reads back from every form, in either case, and no form reads another's", arguments: 0..<10)
    func bijection(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<1000 {
            let id = VideoTask.ID(ULID(high: random.next(), low: random.next()))
            for (index, form) in TaskIDForm.all.enumerated() {
                let text = form.write(id)
                #expect(form.read(text) == id, "seed \(seed): \(text)")
                #expect(TaskIDForm.recognise(text)?.id == id, "seed \(seed): \(text)")
                for (other, form) in TaskIDForm.all.enumerated() where other != index {
                    #expect(form.read(text) == nil, "seed \(seed): \(text)")
                }
            }
        }
    }

    @Test("A tail in the other case is the same id")
    func cases() {
        let id = VideoTask.ID(ULID(milliseconds: 1_767_842_032_907, random: (7, 8)))
        #expect(TaskIDForm.task.read("task_" + id.ulid.text.lowercased()) == id)
        #expect(TaskIDForm.generation.read("gen-" + id.ulid.text) == id)
        #expect(TaskIDForm.video.read("video_" + id.ulid.text) == id)
    }

    @Test("Heads are as the seeds show them")
    func heads() throws {
        // 2026-01-08 11:13:52 in UTC+8, the time in the id of seed 003.
        let id = VideoTask.ID(ULID(milliseconds: 1_767_842_032_907, random: (0xFFFF, .max)))
        #expect(TaskIDForm.ark.write(id) == "cgt-20260108111352-wbzzzzzzzzzzzzzzzz")
        #expect(TaskIDForm.seedance.write(id) == "seedance_1767842032_wbzzzzzzzzzzzzzzzz")
        let seed = VideoTask.ID(try #require(ULID(text: "01K8SGYNNNVBQTXNR4MM964S7K")))
        #expect(TaskIDForm.task.write(seed) == "task_01K8SGYNNNVBQTXNR4MM964S7K")
        #expect(TaskIDForm.generation.write(seed) == "gen-01k8sgynnnvbqtxnr4mm964s7k")
        #expect(TaskIDForm.video.write(seed) == "video_01k8sgynnnvbqtxnr4mm964s7k")
    }

    @Test("The first and the last moment have their forms too")
    func ends() {
        for milliseconds in [0, 999, 1000, 253_402_271_999_999, 253_402_272_000_000, (1 << 48) - 1] as [UInt64] {
            let id = VideoTask.ID(ULID(milliseconds: milliseconds, random: (0, 0)))
            for form in TaskIDForm.all { #expect(form.read(form.write(id)) == id) }
        }
    }

    static let wrongTexts = [
        "", "cgt-", "cgt-20260108111352-gwv4p", "cgt-20260108111352-wbzzzzzzzzzzzzzzz",
        "cgt-20260108111352-wbzzzzzzzzzzzzzzzzz", "cgt-2026010811135-wbzzzzzzzzzzzzzzzz",
        "cgt-20261308111352-wbzzzzzzzzzzzzzzzz", "cgt-20260230111352-wbzzzzzzzzzzzzzzzz",
        "cgt-20260229111352-wbzzzzzzzzzzzzzzzz", "cgt-20260108241352-wbzzzzzzzzzzzzzzzz",
        "cgt-20260108116052-wbzzzzzzzzzzzzzzzz", "cgt-20260108111360-wbzzzzzzzzzzzzzzzz",
        "cgt-20260108111352-zzzzzzzzzzzzzzzzzz", "cgt-20260108111352-wbzzzzzzzzzzzzzzzi",
        "cgt-020260108111352-wbzzzzzzzzzzzzzzzz", "cgt-19700101075959-00zzzzzzzzzzzzzzzz",
        "cgt-+2026010811135-wbzzzzzzzzzzzzzzzz", "CGT-20260108111352-wbzzzzzzzzzzzzzzzz",
        "cgt-20260108111352-wbzzzzzzzzzzzzzzzz-", " cgt-20260108111352-wbzzzzzzzzzzzzzzzz",
        "task_01K8SGYNNNVBQTXNR4MM964S7", "task_01K8SGYNNNVBQTXNR4MM964S7KK", "task_81K8SGYNNNVBQTXNR4MM964S7K",
        "task_01K8SGYNNNVBQTXNR4MM964S7U", "task-01K8SGYNNNVBQTXNR4MM964S7K", "01K8SGYNNNVBQTXNR4MM964S7K",
        "gen-abc123", "seedance_1710071234_abc123", "seedance_01767842032_wbzzzzzzzzzzzzzzzz",
        "seedance_-1_wbzzzzzzzzzzzzzzzz", "seedance__wbzzzzzzzzzzzzzzzz",
        "seedance_99999999999999999999_wbzzzzzzzzzzzzzzzz", "seedance_281474976711_zzzzzzzzzzzzzzzzzz", "video_",
        "cgt-20260108１11352-wbzzzzzzzzzzzzzzzz",
    ]

    @Test("Anything else is no id at all", arguments: wrongTexts)
    func wrong(text: String) {
        #expect(TaskIDForm.recognise(text) == nil)
    }
}
