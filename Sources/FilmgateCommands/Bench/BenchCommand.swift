import ArgumentParser
import Foundation
import UnixSignals

/// `make bench`: what Filmgate does beside what the machine can do, all measured in one run.
///
/// Everything is measured from outside, on processes that this one starts and ends. It does one thing at a time, so its
/// own calls may block.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure the server beside the disk, a bare server and the encoder.",
        discussion:
            "Needs wrk and nginx (`scripts/install-tools.sh bench`), and about three minutes of an idle machine.",
        shouldDisplay: false,
        subcommands: [BenchEcho.self, BenchServe.self, BenchStore.self, BenchUpstream.self]
    )

    @Flag(help: "Print one JSON object instead of tables.")
    var json = false

    @Option(help: "Where the data directories lie; on the disk that is to be measured.")
    var directory = ".bench"

    func run() async throws {
        let root = URL(fileURLWithPath: directory).path
        let place = "\(root)/\(ProcessInfo.processInfo.processIdentifier)"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        defer {
            try? FileManager.default.removeItem(atPath: place)
            // Stays where another run is under way.
            rmdir(root)
        }
        let report: BenchReport
        do {
            report = try await interruptible { try await measure(in: place) }
        } catch is CancellationError {
            throw ExitCode(130)
        } catch let error as BenchError {
            throw ExitCode.report(error.description, code: .unavailable)
        }
        print(json ? try report.json() : report.table)
    }

    private func measure(in place: String) async throws -> BenchReport {
        var report = BenchReport(machine: .current)
        say("the disk")
        report.disk = try DiskProbe.run(in: place)
        let server = ServerBench(place: place, say: say)
        report.echo = try await server.echo()
        (report.create, report.read) = try await server.acceptingOnly()
        report.life = try await server.wholeLife()
        report.upstream = try await UpstreamBench(place: place, say: say).run()
        report.nginx = try await server.nginx()
        report.previews = try await PreviewBench(place: place, say: say).run()
        let start = StartBench(place: place, say: say)
        report.start = try await start.start()
        report.busy = try await start.busy()
        return report
    }

    /// Ends the work on a signal in such a way that every process that it started is ended too.
    private func interruptible(
        _ work: @escaping @Sendable () async throws -> BenchReport
    ) async throws -> BenchReport {
        try await withThrowingTaskGroup(of: BenchReport?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) { return nil }
                return nil
            }
            defer { group.cancelAll() }
            guard let report = try await group.next() ?? nil else { throw CancellationError() }
            return report
        }
    }

    private func say(_ what: String) {
        FileHandle.standardError.write(Data("measuring \(what)\n".utf8))
    }
}

/// Why something could not be measured.
struct BenchError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
