import Foundation

extension BenchReport {
    /// The figures, and the ratios that follow from them, as one JSON object.
    func json() throws -> String {
        struct Output: Encodable {
            var figures: BenchReport
            var createBound: Double
            var createShares: [Double]
            var readShares: [Double]
            var previewRatios: [Double]
            var aims: [Aim]
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let output = Output(
            figures: self,
            createBound: createBound,
            createShares: create.compactMap(share),
            readShares: read.compactMap(share),
            previewRatios: previews.map(\.ratioOfMedians),
            aims: aims
        )
        return String(decoding: try encoder.encode(output), as: UTF8.self)
    }

    /// The figures for people, as they stand in docs/benchmarks.md.
    var table: String {
        var lines = [
            "\(machine.cores) cores, \(machine.processor), load before: \(text(machine.load, 2))",
            "fdatasync after 4 KB: p50 \(text(disk.medianMicroseconds, 0)) us, p99 \(text(disk.p99Microseconds, 0)) us, "
                + "\(disk.rounds) rounds; bound for creates \(text(createBound, 0))/s",
            "",
            row("", "connections", "rate/s", "p50 ms", "p99 ms", "of echo", "errors"),
        ]
        lines += echo.map { row("bare Hummingbird echo", $0) }
        lines += create.map { row("create", $0) }
        lines += read.map { row("read by id", $0) }
        lines += nginx.map { [row("nginx, fixed answer", $0)] } ?? []
        lines +=
            busy.map {
                [
                    row("read, \($0.queued) renders queued", $0.read),
                    row("create, \($0.queued) renders queued", $0.create),
                ]
            } ?? []
        lines += [
            "",
            sentence("whole life", life),
        ]
        lines += upstreamLines
        lines += [
            "",
            row("5 s of preview, min / median", "", "encoding s", "", "preview s", "", "ratio"),
        ]
        lines += previews.map {
            row(
                $0.scene,
                "",
                pair($0.encodingSeconds),
                "",
                pair($0.previewSeconds),
                "",
                "\(text($0.ratioOfMinima, 2)) / \(text($0.ratioOfMedians, 2))"
            )
        }
        lines += [
            "",
            "start to first answer: \(text(start.milliseconds.quantile(0.5), 0)) ms (median of \(start.milliseconds.count)), "
                + "idle memory after 2 s: \(text(Double(start.idleBytes) / 1e6, 1)) MB",
            "",
        ]
        lines += aims.map {
            let (value, limit) = (text($0.value, $0.value < 10 ? 2 : 0), text($0.limit, $0.limit < 10 ? 2 : 0))
            return "\($0.isMet ? "met   " : "MISSED")  \($0.what): \(value) \($0.unit) (limit \(limit))"
        }
        return lines.joined(separator: "\n")
    }

    /// The whole life through an upstream, with the least that a service can do beside it.
    private var upstreamLines: [String] {
        guard let upstream else { return [] }
        var lines = [sentence("whole life through an upstream", upstream.life)]
        let minimal = [("minimal service, create", upstream.minimalCreate), ("read", upstream.minimalRead)]
        for case (let what, let figures?) in minimal {
            let ratio = upstream.life.tasksPerSecond / figures.requestsPerSecond
            lines.append(
                "  \(what): \(text(figures.requestsPerSecond, 0))/s; the whole life is \(text(ratio, 2)) of that"
            )
        }
        return lines
    }

    private func sentence(_ what: String, _ life: ServerBench.Life) -> String {
        "\(what): \(life.tasks) tasks in \(text(life.seconds, 1)) s, \(text(life.tasksPerSecond, 0))/s"
    }

    private func row(_ what: String, _ figures: LoadGenerator.Figures) -> String {
        // Busy figures have no bare server at as many connections beside them.
        let share = share(figures).map { text($0, 2) } ?? "-"
        return row(
            what,
            "\(figures.connections)",
            text(figures.requestsPerSecond, 0),
            text(figures.p50Milliseconds, 2),
            text(figures.p99Milliseconds, 2),
            share,
            "\(figures.errors)"
        )
    }

    private func row(_ cells: String...) -> String {
        let name = cells[0].padding(toLength: max(28, cells[0].count), withPad: " ", startingAt: 0)
        return name + cells.dropFirst().map { String(repeating: " ", count: max(1, 13 - $0.count)) + $0 }.joined()
    }

    private func pair(_ seconds: [Double]) -> String {
        "\(text(seconds.quantile(0), 2)) / \(text(seconds.quantile(0.5), 2))"
    }

    private func text(_ value: Double, _ places: Int) -> String {
        String(format: "%.\(places)f", value)
    }
}
