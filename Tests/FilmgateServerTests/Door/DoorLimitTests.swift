import Testing

@testable import FilmgateServer

@Suite("The limits of the door", .timeLimit(.minutes(5)))
struct DoorLimitTests {
    @Test("connections leave descriptors for everything else")
    func within() {
        var door = DoorSettings()
        #expect(door.connections(within: 1_000_000) == 10_000)
        #expect(door.connections(within: 10_000) == 8000)
        #expect(door.connections(within: 256) == 128)
        #expect(door.connections(within: 64) == 16)
        door.connections = 20
        #expect(door.connections(within: 10_000) == 20)
    }

    @Test("the limit on descriptors is as high as the system allows")
    func descriptors() throws {
        let limit = try #require(DescriptorLimit.raise())
        #expect(limit.soft == min(limit.hard, 1 << 20))
        #expect(DescriptorLimit.current == limit)
    }

    @Test("a head that never ends is cut off by a whole server, one that came is served")
    func cut() async throws {
        let wishes = Door.Wishes.with { $0.settings.door.headTimeout = .seconds(10) }
        try await Door.open(wishes) { door in
            try await Wire.open(door) { wire in
                try await wire.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(try await wire.read(through: "\r\n\r\n").hasPrefix("HTTP/1.1 200 OK\r\n"))
                _ = try await wire.read(through: "ok\n")
                try await wire.send("GET /healthz HTTP/1.1\r\nHos")
                await #expect(throws: Wire.Broken.self) { _ = try await wire.read(through: "\r\n\r\n") }
            }
        }
    }
}
