import FilmgateDomain
import Testing

@testable import FilmgateDialects

@Suite("Creates that the clients of Ark's body write (ark.md section 2, models.md section 3)")
struct ArkClientCreateTests {
    private static let round = 100

    @Test("What a client writes is what the vendor's door reads", arguments: ArkFamily.allCases, 0..<10)
    func roundTrip(family: ArkFamily, seed: UInt64) throws {
        var generator = RequestGenerator(seed: seed)
        for round in 0..<Self.round {
            let request = generator.request()
            let sent = try #require(
                Expressible(request, by: family.client),
                "\(family), seed \(seed), round \(round): \(request)"
            )
            #expect(
                Set(sent.lacking.map(Self.kind)).isSubset(of: family.lacking),
                "\(family), seed \(seed), round \(round): \(sent.lacking)"
            )
            guard !sent.request.content.isEmpty else { continue }
            let read = try family.dialect.decodeCreate(try sent.parsed())
            #expect(read.essence == sent.request.essence, "\(family), seed \(seed), round \(round)")
        }
    }

    /// `content` for `content[2].role`.
    private static func kind(_ name: String) -> String { String(name.prefix { $0 != "[" }) }
}

extension ArkFamily {
    var client: any ClientFace {
        switch self {
        case .ark: ArkClientFace()
        case .volc: VolcClientFace()
        case .anyfast: AnyFastClientFace()
        case .aigeneration: AIGenerationClientFace()
        }
    }

    /// What the vendor has no word for, of all that a request may carry.
    var lacking: Set<String> {
        switch self {
        case .ark, .volc: []
        case .anyfast:
            [
                "content", "callback_url", "return_last_frame", "service_tier", "execution_expires_after", "frames",
                "safety_identifier", "priority", "tools", "output_format", "omni_reference_task_type", "ratio",
                "duration",
            ]
        case .aigeneration:
            [
                "content", "callback_url", "frames", "safety_identifier", "priority", "tools", "output_format",
                "omni_reference_task_type",
            ]
        }
    }
}
