/// Which items may stand together, and with which roles (ark.md section 2.2, models.md section 3.1).
struct ContentRules {
    let model: ModelSpec
    let request: GenerationRequest
    let house: HouseRules

    struct Checked {
        var mode: GenerationMode
        /// All text items, joined by a line break, and where the first one stands.
        var text: String
        var textPath: String?
        var media: [PlannedMedium]
    }

    func check() throws(Refusal) -> Checked {
        var texts: [String] = []
        var textPath: String?
        var media: [(item: MediaItem, path: String)] = []
        for item in request.content {
            switch item.body {
            case .text(let text):
                guard text.contains(where: { !$0.isWhitespace }) else {
                    throw refusal(.item(path: item.path + ".text"), .emptyText)
                }
                texts.append(text)
                textPath = textPath ?? item.path
            case .media(let medium):
                media.append((medium, item.path))
            case .draftTask:
                throw refusal(.item(path: item.path), .draftNotAlone)
            }
        }
        let planned = try roles(media)
        let mode = try mode(of: planned)
        if texts.isEmpty, mode == .text || house.promptRequired {
            throw refusal(.parameter(.content), .promptMissing, kind: .missing)
        }
        return Checked(mode: mode, text: texts.joined(separator: "\n"), textPath: textPath, media: planned)
    }

    private func roles(_ media: [(item: MediaItem, path: String)]) throws(Refusal) -> [PlannedMedium] {
        var planned: [PlannedMedium] = []
        let images = media.filter { $0.item.kind == .image }.count
        for (item, path) in media {
            guard let known = model.inputs.roles[item.kind] else {
                throw refusal(.item(path: path), .unknownItemType(accepted: model.inputs.itemTypes))
            }
            guard let role = item.role ?? (item.kind == .image && images == 1 ? .firstFrame : nil) else {
                throw refusal(.parameter(.content), .roleMissing)
            }
            guard known.contains(role) else {
                let references: [MediaRole] = [.referenceImage, .referenceVideo, .referenceAudio]
                if references.contains(role) {
                    throw Refusal(
                        .unsupported, .wire("task_type"), given: role.rawValue, .modeNotSupported, mode: .references,
                        model: model.shortName)
                }
                throw refusal(.parameter(.content), .unknownRole, given: role.rawValue)
            }
            planned.append(PlannedMedium(kind: item.kind, role: role, source: item.source, path: path))
        }
        return planned
    }

    private func mode(of media: [PlannedMedium]) throws(Refusal) -> GenerationMode {
        let first = media.filter { $0.role == .firstFrame }.count
        let last = media.filter { $0.role == .lastFrame }.count
        let references = media.count - first - last
        if first > 1 { throw refusal(.parameter(.content), .tooManyFrames(.firstFrame, count: first)) }
        if last > 1 { throw refusal(.parameter(.content), .tooManyFrames(.lastFrame, count: last)) }
        if references > 0, first + last > 0 { throw refusal(.parameter(.content), .framesMixedWithReferences) }
        if last == 1, first == 0 { throw refusal(.parameter(.content), .lastFrameAlone) }
        let mode: GenerationMode =
            if references > 0 { .references } else if last == 1 { .firstAndLastFrame } else if first == 1 {
                .firstFrame
            } else { .text }
        guard model.inputs.modes.contains(mode) else {
            throw Refusal(.unsupported, .wire("task_type"), .modeNotSupported, mode: mode, model: model.shortName)
        }
        if references > 0 { try count(media) }
        return mode
    }

    private func count(_ media: [PlannedMedium]) throws(Refusal) {
        if media.count > model.inputs.maximumReferences {
            throw refusal(
                .parameter(.content), .rule(.itemsAtMost(model.inputs.maximumReferences)), given: "\(media.count)")
        }
        for (kind, range) in model.inputs.references {
            let found = media.filter { $0.kind == kind }.count
            if found > range.upperBound {
                throw refusal(.parameter(.content), .rule(.itemsAtMost(range.upperBound)), given: "\(found)")
            }
        }
    }

    private func refusal(
        _ subject: Refusal.Subject,
        _ reason: Refusal.Reason,
        given: String? = nil,
        kind: Refusal.Kind = .invalid
    ) -> Refusal {
        Refusal(kind, subject, given: given, reason, model: model.shortName)
    }
}
