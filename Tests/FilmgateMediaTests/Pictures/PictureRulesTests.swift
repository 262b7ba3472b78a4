import FilmgateDomain
import FilmgateMedia
import Testing

@Suite("Picture rules")
struct PictureRulesTests {
    private let rules = PictureRules.seedance

    private func violation(_ width: Int, _ height: Int, size: Int = 1000) throws -> PictureViolation? {
        rules.violation(by: try PictureHeader.read(ByteRegion(PictureFiles.png(width, height))), fileSize: size)
    }

    @Test(
        "Bounds count as inside",
        arguments: [(300, 300), (6000, 6000), (750, 300), (300, 750), (6000, 2400), (2400, 6000), (1000, 400)]
    )
    func inside(width: Int, height: Int) throws {
        #expect(try violation(width, height) == nil)
    }

    @Test("A side outside is named, with what would be right")
    func sides() throws {
        #expect(try violation(299, 300) == .side(.width, found: 299, allowed: 300...6000))
        #expect(try violation(300, 299) == .side(.height, found: 299, allowed: 300...6000))
        #expect(try violation(6001, 6000) == .side(.width, found: 6001, allowed: 300...6000))
        #expect(try violation(3000, 6001) == .side(.height, found: 6001, allowed: 300...6000))
    }

    @Test("An aspect beyond a bound by one pixel is refused", arguments: [(751, 300), (300, 751), (2399, 6000)])
    func aspects(width: Int, height: Int) throws {
        let found = Double(width) / Double(height)
        #expect(try violation(width, height) == .aspect(found: found, allowed: 0.4...2.5))
    }

    @Test("A file has less than 30 MB")
    func size() throws {
        let limit = 30 * 1024 * 1024
        #expect(try violation(500, 500, size: limit - 1) == nil)
        #expect(try violation(500, 500, size: limit) == .fileSize(found: limit, below: limit))
        #expect(rules.violation(byFileSize: limit)?.description.contains("\(limit)") == true)
    }
}
