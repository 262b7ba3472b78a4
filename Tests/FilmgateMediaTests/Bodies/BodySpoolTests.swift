import FilmgateDomain
import FilmgateMedia
import NIOCore
import Testing

@Suite("Bodies that come in")
struct BodySpoolTests {
    private let directory: TemporaryDirectory
    private let budget = MemoryBudget(capacity: 4 * 1024 * 1024)

    init() throws {
        directory = try TemporaryDirectory()
    }

    private var spooling: BodySpooling {
        BodySpooling(directory: directory.path, budget: budget, calls: .shared)
    }

    private static func pieces(_ total: Int, of size: Int) -> [ByteBuffer] {
        stride(from: 0, to: total, by: size).map { start in
            ByteBuffer(bytes: (start..<min(total, start + size)).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 4) })
        }
    }

    @Test(
        "A body comes out as it went in, on disk only when it is long",
        arguments: [
            (0, 1), (5, 2), (1_048_576, 65_536), (1_048_577, 65_536), (3_000_000, 16_384), (1_200_000, 900_000),
        ]
    )
    func content(total: Int, size: Int) async throws {
        let pieces = Self.pieces(total, of: size)
        var spool = spooling.begin(limit: total)
        for piece in pieces { try await spool.append(piece) }
        do {
            let body = try await spool.finish()
            #expect(body.region.count == total)
            #expect(body.region.bytes == pieces.flatMap { Array($0.readableBytesView) })
            #expect((body.mapping == nil) == (total <= BodySpooling.memoryShare))
            #expect((budget.free < budget.capacity) == (body.mapping == nil && total > 0))
        }
        #expect(budget.free == budget.capacity)
        #expect(directory.names().isEmpty)
    }

    @Test("A body over the limit is refused at the byte that is too many")
    func limit() async throws {
        var spool = spooling.begin(limit: 100)
        try await spool.append(ByteBuffer(repeating: 1, count: 100))
        try await spool.append(ByteBuffer())
        do throws(BodySpoolError) {
            try await spool.append(ByteBuffer(repeating: 1, count: 1))
            Issue.record("taken")
        } catch {
            #expect(error == .tooLarge(limit: 100))
        }
    }

    @Test("Without memory a body goes to disk instead of waiting")
    func noMemory() async throws {
        let all = try await budget.acquire(.max)
        var spool = spooling.begin(limit: 1000)
        try await spool.append(ByteBuffer(string: "small"))
        let body = try await spool.finish()
        #expect(body.mapping != nil)
        #expect(body.region.bytes == Array("small".utf8))
        all.release()
        #expect(budget.free == budget.capacity)
    }

    @Test("A body that is spooled gives its memory back")
    func release() async throws {
        var spool = spooling.begin(limit: .max)
        try await spool.append(ByteBuffer(repeating: 1, count: 1_000_000))
        #expect(budget.free < budget.capacity)
        try await spool.append(ByteBuffer(repeating: 2, count: 1_000_000))
        #expect(budget.free == budget.capacity)
        let region = try await spool.finish().region
        #expect(region.count == 2_000_000)
        #expect(region[999_999..<1_000_001].bytes == [1, 2])
    }

    @Test("Many at once with little memory all come in")
    func load() async throws {
        let budget = MemoryBudget(capacity: 300_000)
        let spooling = BodySpooling(directory: directory.path, budget: budget, calls: .shared)
        try await withThrowingTaskGroup(of: Int.self) { group in
            for index in 1...40 {
                group.addTask {
                    var spool = spooling.begin(limit: .max)
                    for _ in 0..<index {
                        try await spool.append(ByteBuffer(repeating: UInt8(index), count: 10_000))
                        await Task.yield()
                    }
                    return try await spool.finish().region.bytes.count { $0 == UInt8(index) }
                }
            }
            let total = try await group.reduce(0, +)
            #expect(total == (1...40).reduce(0, +) * 10_000)
        }
        #expect(budget.free == 300_000)
    }

    @Test("A directory that is not there is a typed error")
    func unwritable() async throws {
        let all = try await budget.acquire(.max)
        defer { all.release() }
        var spool = BodySpooling(directory: directory.path + "/none", budget: budget, calls: .shared).begin(limit: 9)
        do throws(BodySpoolError) {
            try await spool.append(ByteBuffer(string: "a"))
            Issue.record("taken")
        } catch {
            #expect(error == .unwritable(FileError(.open, code: 2)))
        }
    }
}
