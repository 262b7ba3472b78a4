import FilmgateDialects
import FilmgateEngine
import FilmgateServer
import Foundation
import Synchronization
import TestDisk
import Testing

@Suite("A power cut under a whole server loses nothing that was answered", .timeLimit(.minutes(5)))
struct PowerCutTests {
    /// Lets clients create until the disk fails at its `step`-th change; prompts with the ids that were answered.
    private func run(on disk: TestDisk, in folder: URL, failAt step: Int, round: Int) async throws -> [String: String] {
        let answers = Answers()
        do {
            try await Door.open(wishes(disk, folder)) { door in
                disk.fail(at: step)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for client in 0..<4 {
                        group.addTask {
                            var number = 0
                            while !disk.hasFailed, number < 200 {
                                number += 1
                                let prompt = "cat \(round)-\(client)-\(number)"
                                guard let id = try? await door.create(["content": Self.content(prompt)]) else { return }
                                answers.all.withLock { $0[prompt] = id }
                            }
                        }
                    }
                    try await group.waitForAll()
                }
            }
        } catch {
            // A server whose disk is gone cannot end well; anything else must.
            #expect(disk.hasFailed, "\(error)")
        }
        return answers.all.withLock { $0 }
    }

    private static func content(_ prompt: String) -> JSONValue {
        [["type": "text", "text": .string(prompt)]]
    }

    private func wishes(_ disk: TestDisk, _ folder: URL) -> Door.Wishes {
        .with {
            $0.settings.fileSystem = disk.name
            $0.settings.shutdownLimit = .seconds(2)
            $0.settings.engine.retryDelay = .zero
            $0.isAutomatic = true
            $0.keptDirectory = folder
        }
    }

    @Test("20 cuts at random moments under a stream of creates with prompts of their own")
    func cuts() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "filmgate-cuts-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let disk = TestDisk()
        let seed = UInt64.random(in: 0...UInt64.max)
        print("power cuts: seed \(seed)")
        var random = Steps(state: seed)
        var answered: [String: String] = [:]
        for round in 0..<20 {
            let step = 1 + Int(random.next() % 120)
            let new = try await run(on: disk, in: folder, failAt: step, round: round)
            answered.merge(new) { first, _ in first }
            #expect(disk.cutPower(seed: Int(truncatingIfNeeded: random.next() % 1000)))
        }
        print("power cuts: \(answered.count) creates were answered")
        #expect(!answered.isEmpty)
        try await Door.open(wishes(disk, folder)) { door in
            for id in answered.values { try await door.task(id, in: "succeeded") }
            var seen: [String] = []
            var page = 1
            while true {
                let reply = try await door.get("\(Face.ark.create)?page_size=500&page_num=\(page)")
                guard let items = reply.json["items"], items.count > 0 else { break }
                seen += (0..<items.count).compactMap { items[$0]?["id"]?.text }
                page += 1
            }
            #expect(Set(seen).count == seen.count, "seed \(seed)")
            #expect(Set(answered.values).count == answered.count, "seed \(seed)")
            #expect(Set(answered.values).isSubset(of: seen), "seed \(seed)")
        }
    }
}

/// The ids that creates were answered with, by prompt.
private final class Answers: Sendable {
    let all = Mutex<[String: String]>([:])
}

/// A small generator whose seed is printed.
private struct Steps {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }
}
