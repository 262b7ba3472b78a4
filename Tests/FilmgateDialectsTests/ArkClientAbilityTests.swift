import FilmgateDomain
import Testing

@testable import FilmgateDialects

@Suite("What the clients of Ark's body say that they can, and what they then write")
struct ArkClientAbilityTests {
    /// An order that needs the feature, in its simplest form.
    private static let needs: [(Feature, @Sendable (inout GenerationRequest) -> Void)] = [
        (.audible, { $0.parameters.generateAudio = true }),
        (.silent, { $0.parameters.generateAudio = false }),
        (.promptless, { $0.content = [medium(.image, .firstFrame)] }),
        (.draft, { $0.parameters.draft = true }),
        (.final, { $0.content = [ContentItem(.draftTask(id: "x"), path: "content[0]")] }),
        (.watermark, { $0.parameters.watermark = true }),
        (.cameraFixed, { $0.parameters.cameraFixed = true }),
        (.seed, { $0.parameters.seed = 0 }),
        (.adaptiveText, { $0.parameters.ratio = "adaptive" }),
        (.frames, { $0.parameters.frames = 57 }),
        (
            .inlineMedia,
            {
                let data = ByteRegion(Array("data:image/png;base64,AAAA".utf8))
                let item = MediaItem(kind: .image, role: .firstFrame, source: .data(data))
                $0.content.append(ContentItem(.media(item), path: "content[1]"))
            }
        ),
        ("flex", { $0.parameters.serviceTier = "flex" }),
        ("priority", { $0.parameters.priority = 0 }),
        ("tools", { $0.parameters.tools = #"[{"type":"web_search"}]"# }),
        ("output_format", { $0.parameters.outputFormat = "mp4" }),
        ("omni_reference_task_type", { $0.parameters.omniReferenceTaskType = "auto" }),
    ]

    private static func medium(_ kind: MediaKind, _ role: MediaRole?) -> ContentItem {
        ContentItem(.media(MediaItem(kind: kind, role: role, source: .url("https://a/b"))), path: "content[1]")
    }

    private static func writes(
        _ family: ArkFamily,
        _ change: (inout GenerationRequest) -> Void
    ) -> Bool {
        var request = GenerationRequest(
            model: ModelSpec.seedance15Pro.id,
            content: [ContentItem(.text("a cat"), path: "content[0]")]
        )
        change(&request)
        return (try? family.client.create(request, token: nil)) != nil
    }

    @Test("A feature is declared where it can be written, and nowhere else", arguments: ArkFamily.allCases)
    func features(family: ArkFamily) {
        let declared = family.client.traits.abilities.features
        for (feature, change) in Self.needs {
            #expect(Self.writes(family, change) == declared.contains(feature), "\(feature.rawValue)")
        }
        #expect(declared.isSubset(of: Self.needs.map(\.0)))
    }

    @Test("A mode is declared where it can be written, and nowhere else", arguments: ArkFamily.allCases)
    func modes(family: ArkFamily) {
        let declared = family.client.traits.abilities.modes
        let needs: [(GenerationMode, [ContentItem])] = [
            (.text, []), (.firstFrame, [Self.medium(.image, nil)]),
            (.firstAndLastFrame, [Self.medium(.image, .firstFrame), Self.medium(.image, .lastFrame)]),
            (
                .references,
                [
                    Self.medium(.image, .referenceImage), Self.medium(.video, .referenceVideo),
                    Self.medium(.audio, .referenceAudio),
                ]
            ),
        ]
        for (mode, media) in needs {
            #expect(Self.writes(family) { $0.content += media } == declared.contains(mode), "\(mode)")
        }
    }

    @Test("Media are delivered inside the body where the vendor takes them so", arguments: ArkFamily.allCases)
    func delivery(family: ArkFamily) {
        let isInline = family.client.traits.abilities.features.contains(.inlineMedia)
        #expect(family.client.traits.delivery == (isInline ? [.dataURL([.image, .audio])] : []))
    }
}
