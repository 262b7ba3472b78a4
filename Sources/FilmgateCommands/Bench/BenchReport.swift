import Foundation

/// All figures of one run.
struct BenchReport: Codable, Sendable {
    /// What it ran on, and how busy that was before it began.
    struct Machine: Codable, Sendable {
        var cores: Int
        var processor: String
        /// Processes that wanted a core, on average over the last minute.
        var load: Double
    }

    var machine: Machine
    var disk = DiskProbe.Figures(rounds: 0, medianMicroseconds: .nan, p99Microseconds: .nan)
    var echo: [LoadGenerator.Figures] = []
    var create: [LoadGenerator.Figures] = []
    var read: [LoadGenerator.Figures] = []
    var life = ServerBench.Life(tasks: 0, seconds: 0, tasksPerSecond: 0)
    var upstream: UpstreamBench.Figures?
    var nginx: LoadGenerator.Figures?
    var previews: [PreviewBench.Figures] = []
    var start = StartBench.Start(milliseconds: [], idleBytes: 0)
    var busy: StartBench.Busy?

    init(machine: Machine) {
        self.machine = machine
    }

    /// Creates a second that the disk allows: 256 share a commit, which waits for the disk twice, and a part of the time
    /// goes elsewhere.
    var createBound: Double {
        0.6 * 256 / (2 * disk.medianMicroseconds / 1e6)
    }

    /// A rate as a share of the bare server's at as many connections.
    func share(_ figures: LoadGenerator.Figures) -> Double? {
        echo.first { $0.connections == figures.connections }
            .map { figures.requestsPerSecond / $0.requestsPerSecond }
    }

    /// What is asked of it, and what came out.
    var aims: [Aim] {
        var aims: [Aim] = []
        if let figures = create.last, let echo = echo.last {
            let least = min(0.35 * echo.requestsPerSecond, createBound)
            aims.append(.least("create at 256 connections", figures.requestsPerSecond, least, "/s"))
        }
        if let figures = read.last, let share = share(figures) {
            aims.append(.least("read, of the bare server", share, 0.3, ""))
        }
        if let upstream {
            aims.append(.least("whole life through an upstream", upstream.life.tasksPerSecond, 1000, "/s"))
        }
        if let busy {
            aims.append(.below("create p99, 100 renders queued", busy.create.p99Milliseconds, 50, "ms"))
            aims.append(.below("read p99, 100 renders queued", busy.read.p99Milliseconds, 50, "ms"))
        }
        aims += previews.map { .below("preview, of encoding: \($0.scene)", $0.ratioOfMedians, 1.6, "") }
        aims.append(.below("start to first answer", start.milliseconds.quantile(0.5), 150, "ms"))
        aims.append(.below("idle memory", Double(start.idleBytes) / 1e6, 60, "MB"))
        return aims
    }

    /// A figure and its limit.
    struct Aim: Codable, Sendable {
        var what: String
        var value: Double
        var limit: Double
        var unit: String
        var isMet: Bool

        static func least(_ what: String, _ value: Double, _ limit: Double, _ unit: String) -> Aim {
            Aim(what: what, value: value, limit: limit, unit: unit, isMet: value >= limit)
        }

        static func below(_ what: String, _ value: Double, _ limit: Double, _ unit: String) -> Aim {
            Aim(what: what, value: value, limit: limit, unit: unit, isMet: value <= limit)
        }
    }
}

extension BenchReport.Machine {
    static var current: BenchReport.Machine {
        var averages = [0.0]
        getloadavg(&averages, 1)
        let information = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let model = information.split(separator: "\n").first { $0.hasPrefix("model name") }
        return BenchReport.Machine(
            cores: ProcessInfo.processInfo.activeProcessorCount,
            processor: model?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown",
            load: averages[0]
        )
    }
}
