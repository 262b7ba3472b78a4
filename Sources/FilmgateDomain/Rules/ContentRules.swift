/// Which items may stand together, and with which roles (ark.md section 2.2, models.md section 3.1).
struct ContentRules {
    let model: ModelSpec
    let request: GenerationRequest
    let house: HouseRules

    struct Checked {
        var mode: GenerationMode
        /// All text items, joined by a line break.
        var text: String
        /// Where the words of the first one stand.
        var textPath: String?
        var media: [PlannedMedium]
    }

    func check() throws(Refusal) -> Checked {
        var texts: [String] = []
        var textPath: String?
        var bytes = 0
        var media: [(item: MediaItem, path: String)] = []
        for item in request.content {
            switch item.body {
            case .text(let text):
                // The size comes first: everything behind it reads the whole text.
                bytes += text.utf8.count
                if bytes > model.maximumPromptBytes {
                    let rule = Refusal.Rule.bytesAtMost(model.maximumPromptBytes)
                    throw refusal(.item(path: item.wordsPath), .rule(rule), given: "\(bytes)")
                }
                guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
                    throw refusal(.item(path: item.wordsPath), .emptyText)
                }
                texts.append(text)
                textPath = textPath ?? item.wordsPath
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
        let images = media.count { $0.item.kind == .image }
        for (item, path) in media {
            guard model.inputs.roles[item.kind] != nil else {
                let accepted = Refusal.Reason.unknownItemType(accepted: model.inputs.itemTypes)
                throw refusal(.item(path: path), accepted, given: item.kind.rawValue + "_url")
            }
            guard let role = item.role ?? (item.kind == .image && images == 1 ? .firstFrame : nil) else {
                throw refusal(.parameter(.content), clipRole(item.kind) ?? .roleMissing)
            }
            guard item.kind.roles.contains(role) else {
                throw refusal(.parameter(.content), clipRole(item.kind) ?? .unknownRole, given: role.rawValue)
            }
            if case .data = item.source, model.media[item.kind]?.isInlineAllowed == false {
                let why = Refusal.Reason.predicate(
                    "\(role.rawValue) must be provided as a web url",
                    chinese: "\(role.rawValue) 必须以网址形式提供"
                )
                throw refusal(.item(path: path), why, given: "data:...")
            }
            planned.append(PlannedMedium(kind: item.kind, role: role, source: item.source, path: path))
        }
        return planned
    }

    /// What the role of a video or sound must be, in the vendor's words (models.md section 6.2); `nil` for pictures.
    private func clipRole(_ kind: MediaKind) -> Refusal.Reason? {
        guard kind != .image, let role = kind.roles.first?.rawValue else { return nil }
        return .predicate(
            "reference media mode requires \(kind.rawValue) role to be \(role)",
            chinese: "参考素材模式下 \(kind.rawValue) 的 role 应为 \(role)"
        )
    }

    /// What combination it is. A bad combination is named before a mode that the model lacks.
    private func mode(of media: [PlannedMedium]) throws(Refusal) -> GenerationMode {
        let first = media.count { $0.role == .firstFrame }
        let last = media.count { $0.role == .lastFrame }
        let references = media.count - first - last
        if first > 1 { throw refusal(.parameter(.content), .tooManyFrames(.firstFrame, count: first)) }
        if last > 1 { throw refusal(.parameter(.content), .tooManyFrames(.lastFrame, count: last)) }
        if last > 0, first == 0, media.contains(where: { $0.role == .referenceImage }) {
            throw refusal(.parameter(.content), .lastFrameMixed)
        }
        if references > 0, first + last > 0 { throw refusal(.parameter(.content), .framesMixedWithReferences) }
        if last == 1, first == 0 { throw refusal(.parameter(.content), .lastFrameAlone) }
        let mode: GenerationMode =
            if references > 0 { .references } else if last == 1 { .firstAndLastFrame } else if first == 1 {
                .firstFrame
            } else { .text }
        guard model.inputs.modes.contains(mode), media.allSatisfy(model.inputs.takes) else {
            let reference = mode == .references ? media.first?.role.rawValue : nil
            throw Refusal(
                .unsupported,
                .wire("task_type"),
                given: reference,
                .modeNotSupported,
                mode: mode,
                model: model.shortName
            )
        }
        if references > 0 { try count(media) }
        return mode
    }

    private func count(_ media: [PlannedMedium]) throws(Refusal) {
        let inputs = model.inputs
        if media.count > inputs.maximumReferences {
            throw refusal(.parameter(.content), .rule(.itemsAtMost(inputs.maximumReferences)), given: "\(media.count)")
        }
        for (kind, range) in inputs.references.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            let found = media.count { $0.kind == kind }
            if found > range.upperBound {
                throw refusal(.parameter(.content), .rule(.itemsAtMost(range.upperBound)), given: "\(found)")
            }
        }
        if !inputs.audioMayStandAlone, media.allSatisfy({ $0.kind == .audio }) {
            let why = Refusal.Reason.predicate(
                "reference audio needs a reference image or video beside it",
                chinese: "参考音频不能单独使用，需同时提供参考图片或参考视频"
            )
            throw refusal(.parameter(.content), why)
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

extension InputSpec {
    fileprivate func takes(_ medium: PlannedMedium) -> Bool {
        roles[medium.kind]?.contains(medium.role) ?? false
    }
}

extension MediaKind {
    /// The roles that the family knows for this kind, whichever model takes them (models.md section 3.1).
    fileprivate var roles: [MediaRole] {
        switch self {
        case .image: [.firstFrame, .lastFrame, .referenceImage]
        case .video: [.referenceVideo]
        case .audio: [.referenceAudio]
        default: []
        }
    }
}
