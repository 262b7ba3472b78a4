import Foundation
import Testing

@testable import FilmgateRenderer

@Suite("The life of a render child", .serialized)
struct RenderProcessTests {
    /// The processes whose arguments contain a word; zombies have none.
    private func processes(with word: String) -> [String] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return all.filter { number in
            guard Int(number) != nil, let line = FileManager.default.contents(atPath: "/proc/\(number)/cmdline") else {
                return false
            }
            return String(decoding: line, as: UTF8.self).contains(word)
        }
    }

    @Test("cancelling kills the child and its encoder at once")
    func cancel() async throws {
        let bench = try RenderBench()
        let job = bench.job(width: 1920, height: 1080, seconds: 30)
        let executable = try RenderBench.executable()
        let (progress, reporter) = AsyncStream.makeStream(of: Int.self)
        // The test must go on while the render runs; it awaits the task below.
        let run = Task {
            try await RenderProcess(executable: executable).run(job) { reporter.yield($0) }
        }
        for await percent in progress where percent >= 1 { break }
        #expect(!processes(with: job.output).isEmpty, "the encoder runs")
        let start = ContinuousClock.now
        run.cancel()
        await #expect(throws: RenderError.cancelled) { _ = try await run.value }
        #expect(ContinuousClock.now - start < .seconds(25), "the render alone takes half a minute on an idle machine")
        // The orphaned encoder was killed with the group; give the kernel a moment to bury it.
        let deadline = ContinuousClock.now + .seconds(30)
        while !processes(with: job.output).isEmpty, ContinuousClock.now < deadline { await Task.yield() }
        #expect(processes(with: job.output).isEmpty)
    }

    @Test("a task that is cancelled already starts nothing")
    func cancelledBefore() async throws {
        let bench = try RenderBench()
        let job = bench.job()
        let executable = try RenderBench.executable()
        let run = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await RenderProcess(executable: executable).run(job)
        }
        await #expect(throws: RenderError.cancelled) { _ = try await run.value }
        #expect(!FileManager.default.fileExists(atPath: job.output))
    }

    #if os(Linux)
    @Test("when the parent is killed, the child and its encoder end by themselves")
    func orphan() async throws {
        let bench = try RenderBench()
        let job = bench.job(width: 1920, height: 1080, seconds: 30)
        try JSONEncoder().encode(job).write(to: URL(fileURLWithPath: bench.path("job.json")))
        let output = try FilmgateRenderer.Pipe()
        // The shell waits, so that it is the parent; its own standard output stays open through the child. Not
        // Foundation's Process: with many descriptors open, it reads past the end of a list of them now and then.
        let parent = try ChildProcess.start(
            "/bin/sh",
            ["-c", "\"$1\" render < \"$2\" & wait", "sh", try RenderBench.executable(), bench.path("job.json")],
            descriptors: [(output.writer.number, 1)],
            ownGroup: false
        )
        output.writer.close()
        let reader = FileHandle(fileDescriptor: output.reader.number, closeOnDealloc: false)
        var said = Data()
        while said.range(of: Data("progress 1\n".utf8)) == nil {
            let more = reader.availableData
            try #require(!more.isEmpty)
            said += more
        }
        #expect(!processes(with: job.output).isEmpty, "the encoder runs")
        kill(parent, SIGKILL)
        #expect(ChildProcess.wait(for: parent) == 128 + SIGKILL)
        // Ends with the last process that holds the pipe: were the child alive, it would draw for many seconds.
        let start = ContinuousClock.now
        while !reader.availableData.isEmpty {}
        output.reader.close()
        #expect(ContinuousClock.now - start < .seconds(15))
        let deadline = ContinuousClock.now + .seconds(30)
        while !processes(with: job.output).isEmpty, ContinuousClock.now < deadline { await Task.yield() }
        #expect(processes(with: job.output).isEmpty)
    }
    #endif

    @Test("a render that takes too long is killed")
    func timeout() async throws {
        let bench = try RenderBench()
        let job = bench.job(width: 1920, height: 1080, seconds: 30)
        let process = RenderProcess(executable: try RenderBench.executable(), timeLimit: .milliseconds(400))
        await #expect(throws: RenderError.timedOut) { _ = try await process.run(job) }
    }

    @Test("progress rises from 0 to 100")
    func progress() async throws {
        let bench = try RenderBench()
        let (stream, reporter) = AsyncStream.makeStream(of: Int.self)
        _ = try await RenderProcess(executable: RenderBench.executable()).run(bench.job()) { reporter.yield($0) }
        reporter.finish()
        var values: [Int] = []
        for await value in stream { values.append(value) }
        #expect(values.first == 0)
        #expect(values.last == 100)
        #expect(values == values.sorted())
    }

    @Test("a job that cannot be drawn is refused with its reason")
    func invalidJob() async throws {
        let bench = try RenderBench()
        await #expect {
            try await bench.render(bench.job(width: 161))
        } throws: { error in
            guard case .failed(1, let detail)? = error as? RenderError else { return false }
            return detail.contains("even")
        }
    }

    @Test(
        "a program that does not exist, dies or talks nonsense is a failure, not a hang",
        arguments: [("/nowhere", [], -1), ("/bin/sh", ["-c", "kill -9 $$"], 137), ("/bin/echo", ["done nothing"], 0)]
    )
    func strangeChild(program: String, arguments: [String], status: Int32) async throws {
        let bench = try RenderBench()
        let process = RenderProcess(executable: program, arguments: arguments, timeLimit: .seconds(10))
        await #expect {
            _ = try await process.run(bench.job())
        } throws: { error in
            guard case .failed(status, _)? = error as? RenderError else { return false }
            return true
        }
    }

    @Test("runs leak no descriptor and leave no zombie")
    func leaks() async throws {
        let bench = try RenderBench()
        try await bench.render(bench.job())
        func descriptors() throws -> Int { try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count }
        let before = try descriptors()
        for _ in 0..<4 { try await bench.render(bench.job()) }
        // Other suites may open a few of their own meanwhile; a leak would be six for each run.
        #expect(try descriptors() < before + 12)
    }

    @Test(
        "a prompt full of traps is only text",
        arguments: [
            "'; drawtext=text=%{pts}:x=0", "\u{0}\u{1}\u{7f}\u{202e}abc\u{feff}",
            String(repeating: "字", count: 100_000),
            "\n\n--output /etc/passwd\n", "👩‍👩‍👧‍👦🏳️‍🌈 e\u{301}\u{301}\u{301}", "\u{10ffff}\u{e000}",
        ]
    )
    func hostilePrompts(prompt: String) async throws {
        let bench = try RenderBench()
        let job = bench.job(prompt)
        try await bench.render(job)
        #expect(try RenderBench.streams(job.output).first?["nb_read_frames"] == "25")
    }
}
