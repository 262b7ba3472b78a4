import Foundation

/// How long the disk takes to keep something.
enum DiskProbe {
    /// The median and the slow end of `fdatasync` after an append of 4 KB.
    struct Figures: Codable, Sendable {
        var rounds: Int
        var medianMicroseconds: Double
        var p99Microseconds: Double
    }

    private static let rounds = 1000
    private static let patience = Duration.seconds(20)

    static func run(in directory: String) throws -> Figures {
        let path = directory + "/probe"
        let file = open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        guard file >= 0 else { throw BenchError("cannot write in \(directory): \(String(cString: strerror(errno)))") }
        defer {
            close(file)
            unlink(path)
        }
        let block = [UInt8](repeating: 0x5a, count: 4096)
        let clock = ContinuousClock()
        let end = clock.now + patience
        var times: [Double] = []
        while times.count < rounds, clock.now < end {
            guard write(file, block, block.count) == block.count else { throw BenchError("the disk is full") }
            let began = clock.now
            guard fdatasync(file) == 0 else { throw BenchError("fdatasync fails: \(String(cString: strerror(errno)))") }
            times.append((clock.now - began).inSeconds * 1_000_000)
        }
        return Figures(
            rounds: times.count,
            medianMicroseconds: times.quantile(0.5),
            p99Microseconds: times.quantile(0.99)
        )
    }
}

extension Duration {
    var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}

extension [Double] {
    /// The value below which a share of all values lies.
    func quantile(_ share: Double) -> Double {
        isEmpty ? .nan : sorted()[Swift.min(Int(Double(count) * share), count - 1)]
    }
}
