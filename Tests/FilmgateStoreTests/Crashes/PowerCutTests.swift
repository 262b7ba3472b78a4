import FilmgateDomain
import Synchronization
import TestDisk
import Testing

@testable import FilmgateStoreSQLite

@Suite("A power cut loses nothing that was answered", .timeLimit(.minutes(10)))
struct PowerCutTests {
    private func open(_ directory: String, _ disk: TestDisk) throws -> SQLiteStore {
        try SQLiteStore(directory: directory, vfs: disk.name, migrations: Migration.all, makeID: Numbers().next)
    }

    /// Opens what the power cut left; projects that are made from now on have new ids.
    private func reopen(_ directory: String, _ disk: TestDisk) throws -> SQLiteStore {
        try SQLiteStore(directory: directory, vfs: disk.name)
    }

    /// How a run ended.
    private enum Ending {
        case completed
        /// The disk failed while the store was opened or its projects were made.
        case beforeTheScript
        case inTheScript
    }

    /// Runs a script of `steps` steps until the disk fails, cuts the power, and compares what is left with the model:
    /// before the step that failed, or after it.
    private func run(seed: UInt64, steps: Int, failAt: Int, directory: String) async throws -> Ending {
        let disk = TestDisk()
        let memory = InMemoryTaskStore(makeID: Numbers().next)
        let projects = try await makeProjects(memory)
        var model = Stage(store: memory)
        var script = Script(seed: seed, projects: projects)
        disk.fail(at: failAt)
        var ending = Ending.beforeTheScript
        var pictures: [Picture] = []
        do {
            let store = try open(directory, disk)
            do {
                _ = try await makeProjects(store)
                ending = .inTheScript
                var stage = Stage(store: store)
                for number in 1...steps {
                    let step = script.next()
                    if disk.hasFailed { break }
                    let answer: String
                    do {
                        answer = try await stage.perform(step, at: script.now)
                    } catch {
                        pictures.append(try await Picture(of: memory, projects: projects))
                        _ = try await model.perform(step, at: script.now)
                        throw error
                    }
                    let expected = try await model.perform(step, at: script.now)
                    #expect(answer == expected, "seed \(seed), step \(number): \(step)")
                }
            } catch {
                #expect(disk.hasFailed, "\(error)")
            }
            await store.close()
        } catch {
            #expect(disk.hasFailed, "\(error)")
        }
        if !disk.hasFailed { ending = .completed }
        pictures.append(try await Picture(of: memory, projects: projects))

        #expect(disk.cutPower(seed: failAt % 3 == 0 ? 0 : failAt))
        let survivor = try reopen(directory, disk)
        if ending == .beforeTheScript {
            _ = try await makeProjects(survivor)
        } else {
            let found = try await Picture(of: survivor, projects: projects)
            let differences = pictures.compactMap { found.difference(from: $0) }
            #expect(
                differences.count < pictures.count,
                "seed \(seed), failed at \(failAt): \(differences.joined(separator: "\n"))"
            )
        }
        await survivor.close()
        return ending
    }

    @Test("at every single write and sync of a short script")
    func exhaustive() async throws {
        var endings: [Ending] = []
        for failAt in 1...2000 {
            try await withDirectory { directory in
                endings.append(try await run(seed: 3, steps: 25, failAt: failAt, directory: directory))
            }
            if endings.last == .completed { break }
        }
        #expect(endings.last == .completed, "the script ended in \(endings.count) changes of files")
        #expect(endings.count(where: { $0 == .beforeTheScript }) > 10)
        #expect(endings.count(where: { $0 == .inTheScript }) > 50)
    }

    @Test("anywhere in long scripts", arguments: 1...12)
    func random(seed: UInt64) async throws {
        try await withDirectory { directory in
            let failAt = 120 + Int(seed) * 67
            _ = try await run(seed: seed, steps: 400, failAt: failAt, directory: directory)
        }
    }

    @Test("with many callers at once, again and again on the same files", arguments: 1...6)
    func concurrent(seed: Int) async throws {
        try await withDirectory { directory in
            let disk = TestDisk()
            let callers = Callers()
            for round in 0..<6 {
                let store = try reopen(directory, disk)
                let project = try await store.project()
                #expect(try await callers.missing(in: store) == [])
                let tasks = try await store.tasks(TaskQuery(project: project.id, createdSince: second(0), limit: 9999))
                #expect(try await store.counts(in: project.id) == (tasks.total == 0 ? [:] : [.queued: tasks.total]))
                #expect(try await store.balance(of: project.id).micros == Int64(-tasks.total))
                for task in tasks.tasks { #expect(try await store.timeline(of: task.id).count == 1) }
                disk.fail(at: 20 + (seed * 31 + round * 17) % 90)
                await callers.run(round: round, on: store, project: project)
                await store.close()
                #expect(disk.hasFailed)
                #expect(disk.cutPower(seed: seed + round))
            }
        }
    }
}

/// Many callers that create tasks and remember which of them were answered.
private final class Callers: Sendable {
    private let kept = Mutex<Set<VideoTask.ID>>([])

    /// Lets thirty callers create tasks until the disk fails.
    func run(round: Int, on store: SQLiteStore, project: Project) async {
        await withTaskGroup(of: Void.self) { group in
            for caller in 0..<30 {
                group.addTask {
                    var number = UInt64(round * 1_000_000 + caller * 10_000)
                    while true {
                        number += 1
                        let task = sample(number, in: project, hold: 1)
                        do {
                            try await store.accept(task)
                        } catch {
                            return
                        }
                        self.kept.withLock { _ = $0.insert(task.id) }
                    }
                }
            }
        }
    }

    /// Tasks that were answered and are not there.
    func missing(in store: SQLiteStore) async throws -> [VideoTask.ID] {
        var missing: [VideoTask.ID] = []
        for id in kept.withLock({ $0 }) where try await store.task(id, in: nil) == nil { missing.append(id) }
        return missing
    }
}
