import FilmgateDomain
import Testing

@testable import FilmgateServer

@Suite("The pace of reads")
struct ReadPaceTests {
    private let principal: Principal
    private let now = Timestamp(seconds: 1000)

    init() throws {
        let project = Project(id: Project.ID(rawValue: "project-1"), name: "films", createdAt: Timestamp(seconds: 0))
        var key = try APIKey(
            id: APIKey.ID(rawValue: "key-1"),
            project: project.id,
            name: "laptop",
            hash: #require(ContentHash(keyText: "fg-key")),
            homeDialect: nil,
            createdAt: Timestamp(seconds: 0)
        )
        key.limits[.readsPerSecond] = 2
        principal = Principal(key: key, project: project)
    }

    @Test("a bucket is twice the rate deep, fills with time, and looking at it takes nothing")
    func bucket() throws {
        let pace = ReadPace()
        for _ in 0..<4 {
            try pace.check(principal, at: now)
            try pace.take(principal, at: now)
        }
        #expect(throws: Refusal.self) { try pace.check(principal, at: now) }
        #expect(throws: Refusal.self) { try pace.take(principal, at: now) }
        try pace.take(principal, at: now + .milliseconds(500))
        #expect(throws: Refusal.self) { try pace.take(principal, at: now + .milliseconds(500)) }
    }

    @Test("a clock that ran ahead and is set right does not lock anybody out")
    func clock() throws {
        let pace = ReadPace()
        let ahead = now + .seconds(86_400)
        for _ in 0..<4 { try pace.take(principal, at: ahead) }
        #expect(throws: Refusal.self) { try pace.take(principal, at: now) }
        try pace.take(principal, at: now + .seconds(1))
    }
}
