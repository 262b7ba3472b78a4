import Testing

@testable import FilmgateDomain

@Suite("Content: combinations and roles (ark.md section 2.2)")
struct ContentTests {
    @Test("Text alone is text to video")
    func text() throws {
        let plan = try planned()
        #expect(plan.order.mode == .text)
        #expect(plan.order.prompt == "A cat runs")
        #expect(plan.media.isEmpty)
        #expect(plan.order.model == "doubao-seedance-1-5-pro-251215")
    }

    @Test("One picture is a first frame, with its role or without, with text or without")
    func firstFrame() throws {
        for role in [nil, MediaRole.firstFrame] {
            for text in [[], [ContentItem.words("A cat")]] {
                let plan = try planned(text + [.image(role, path: "content[5]")])
                #expect(plan.order.mode == .firstFrame)
                #expect(plan.media.map(\.role) == [.firstFrame])
                #expect(plan.media.map(\.path) == ["content[5]"])
            }
        }
    }

    @Test("First and last frame may come in either order and keep the order of the content")
    func firstAndLast() throws {
        let plan = try planned([.image(.lastFrame), .image(.firstFrame, path: "content[2]")])
        #expect(plan.order.mode == .firstAndLastFrame)
        #expect(plan.media.map(\.role) == [.lastFrame, .firstFrame])
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var content: [ContentItem]
        var kind: Refusal.Kind = .invalid
        var subject: Refusal.Subject = .parameter(.content)
        var reason: Refusal.Reason
        var given: String?
    }

    static let bad = [
        Case(testDescription: "nothing", content: [], kind: .missing, reason: .absent),
        Case(
            testDescription: "unknown role",
            content: [.image("middle_frame")],
            reason: .unknownRole,
            given: "middle_frame"
        ),
        Case(
            testDescription: "a video's role on an image",
            content: [.image(.referenceVideo)],
            reason: .unknownRole,
            given: "reference_video"
        ),
        Case(testDescription: "two images without roles", content: [.image(), .image()], reason: .roleMissing),
        Case(
            testDescription: "one of two images without role",
            content: [.image(.firstFrame), .image()],
            reason: .roleMissing
        ),
        Case(
            testDescription: "two first frames",
            content: [.image(.firstFrame), .image(.firstFrame)],
            reason: .tooManyFrames(.firstFrame, count: 2)
        ),
        Case(
            testDescription: "two last frames",
            content: [.image(.firstFrame), .image(.lastFrame), .image(.lastFrame)],
            reason: .tooManyFrames(.lastFrame, count: 2)
        ),
        Case(testDescription: "a last frame alone", content: [.image(.lastFrame)], reason: .lastFrameAlone),
        Case(
            testDescription: "frames beside references",
            content: [.image(.firstFrame), .image(.referenceImage)],
            reason: .framesMixedWithReferences
        ),
        Case(
            testDescription: "a last frame beside references",
            content: [.image(.lastFrame), .image(.referenceImage)],
            reason: .lastFrameMixed
        ),
        Case(
            testDescription: "a last frame beside a video",
            content: [.image(.lastFrame), .medium(.video, .referenceVideo)],
            subject: .item(path: "content[1]"),
            reason: .unknownItemType(accepted: ["text", "image_url", "draft_task"]),
            given: "video_url"
        ),
        Case(
            testDescription: "references on 1.5",
            content: [.image(.referenceImage)],
            kind: .unsupported,
            subject: .wire("task_type"),
            reason: .modeNotSupported,
            given: "reference_image"
        ),
        Case(
            testDescription: "a video on 1.5",
            content: [.medium(.video, .referenceVideo)],
            subject: .item(path: "content[1]"),
            reason: .unknownItemType(accepted: ["text", "image_url", "draft_task"]),
            given: "video_url"
        ),
        Case(
            testDescription: "sound on 1.5",
            content: [.words("A"), .medium(.audio, .referenceAudio)],
            subject: .item(path: "content[1]"),
            reason: .unknownItemType(accepted: ["text", "image_url", "draft_task"]),
            given: "audio_url"
        ),
        Case(
            testDescription: "empty text",
            content: [.words("")],
            subject: .item(path: "content[0].text"),
            reason: .emptyText
        ),
        Case(
            testDescription: "white space, also Chinese",
            content: [.words(" \u{3000}\n"), .image()],
            subject: .item(path: "content[0].text"),
            reason: .emptyText
        ),
        Case(testDescription: "a draft beside text", content: [.draft(), .words("A")], reason: .draftNotAlone),
        Case(testDescription: "two drafts", content: [.draft(), .draft()], reason: .draftNotAlone),
        Case(
            testDescription: "a draft beside a last frame",
            content: [.image(.lastFrame), .draft()],
            reason: .lastFrameMixed
        ),
    ]

    @Test("A bad combination is refused by name", arguments: bad)
    func combination(_ example: Case) throws {
        let refusal = try refused(example.content)
        #expect(refusal.kind == example.kind)
        #expect(refusal.subject == example.subject)
        #expect(refusal.reason == example.reason)
        #expect(refusal.given == example.given)
    }

    @Test("A mode that the model lacks is told with its tag and the model's name without date")
    func tag() throws {
        let refusal = try refused([.image(.referenceImage)])
        #expect(refusal.mode == .references)
        #expect(refusal.model == "doubao-seedance-1-5-pro")
    }

    @Test("Where the vendor wants words, pictures alone are not enough")
    func promptRequired() throws {
        let refusal = try refused([.image()], house: HouseRules(promptRequired: true))
        #expect(refusal.kind == .missing)
        #expect(refusal.reason == .promptMissing)
    }

    @Test("The pictures go into the order as they were found")
    func complete() throws {
        let inline = ContentItem.inline(.image, .lastFrame, path: "content[2]")
        let plan = try planned([.words("A cat"), .image(.firstFrame), inline])
        let order = plan.complete(with: [
            TakenMedium(
                artifact: try .sample("a"),
                pixels: PixelSize(width: 900, height: 1600),
                origin: "https://example.com/image"
            ),
            TakenMedium(artifact: try .sample("b"), pixels: PixelSize(width: 1600, height: 900)),
        ])
        #expect(order.media.map(\.artifact.hash) == [try .sample("a"), try .sample("b")])
        #expect(order.media.map(\.origin) == ["https://example.com/image", nil])
        #expect(order.medium(.lastFrame)?.pixels == PixelSize(width: 1600, height: 900))
        #expect(order.fittedRatio == .portrait, "the first frame rules (ark.md section 3)")
        #expect(order.knownRatio == .portrait)
    }
}
