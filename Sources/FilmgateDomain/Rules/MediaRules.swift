/// What a medium turned out to be, as its header says.
public struct MediumFacts: Sendable, Equatable {
    /// `jpeg`, `mp4`, `wav`, …
    public var format: String
    /// Of the pictures or the video inside, 0x0 for sounds.
    public var pixels: PixelSize
    /// Bytes.
    public var size: Int
    /// Of videos and sounds.
    public var seconds: Double?
    /// `h264`, `h265` or the four characters that the file has for another; of videos alone.
    public var codec: String?
    /// Of videos alone.
    public var framesPerSecond: Double?

    public init(
        format: String,
        pixels: PixelSize,
        size: Int,
        seconds: Double? = nil,
        codec: String? = nil,
        framesPerSecond: Double? = nil
    ) {
        self.format = format
        self.pixels = pixels
        self.size = size
        self.seconds = seconds
        self.codec = codec
        self.framesPerSecond = framesPerSecond
    }
}

/// The rules for media that have been taken in (ark.md section 3, models.md sections 3.2 and 6.2).
public struct MediaRules: Sendable {
    private let model: ModelSpec
    private let order: VideoOrder

    public init(model: ModelSpec, order: VideoOrder) {
        self.model = model
        self.order = order
    }

    /// Refuses a picture, video or sound that breaks a rule; `path` is where the client wrote it.
    public func check(_ facts: MediumFacts, of kind: MediaKind, at path: String) throws(Refusal) {
        if kind == .image {
            guard let fault = model.pictures.fault(of: facts) else { return }
            throw refusal(path, .picture(fault))
        }
        guard let spec = model.media[kind] else { return }
        if let fault = spec.fault(of: facts, kind: kind) { throw refusal(path, reason(fault)) }
        guard let seconds = facts.seconds else { return }
        let limits = model.limits(of: order.mode, taskType: order.extras[.omniReferenceTaskType])
        if kind == .video, let narrow = limits.compactMap(\.sourceSeconds).first, !narrow.contains(seconds) {
            throw refusal(path, reason(.length(kind, seconds, narrow)))
        }
    }

    /// Refuses videos or sounds that are too long together.
    public func checkTotals(_ media: [(kind: MediaKind, seconds: Double?)]) throws(Refusal) {
        for kind in [MediaKind.video, .audio] {
            guard let spec = model.media[kind] else { continue }
            let total = media.filter { $0.kind == kind }.compactMap(\.seconds).reduce(0, +)
            guard total > spec.totalSeconds else { continue }
            let most = ClipFault.text(spec.totalSeconds)
            let clause = "the parameter total \(kind.rawValue) duration (seconds) specified in the request"
            throw Refusal(
                .invalid,
                .parameter(.content),
                given: ClipFault.text(total),
                .predicate(
                    "\(clause) must be less than or equal to \(most)\(place)",
                    chinese: "\(kind.rawValue) 总时长（秒）应小于或等于 \(most)"
                ),
                mode: order.mode,
                model: model.shortName
            )
        }
    }

    private var place: String { " for model \(model.shortName) in \(order.mode.rawValue)" }

    private func reason(_ fault: ClipFault) -> Refusal.Reason {
        .predicate(fault.english + place, chinese: fault.chinese)
    }

    private func refusal(_ path: String, _ reason: Refusal.Reason) -> Refusal {
        Refusal(.invalid, .item(path: path), reason, mode: order.mode, model: model.shortName)
    }
}

extension PictureSpec {
    /// What of the rules a picture breaks; `nil` where it keeps them all.
    fileprivate func fault(of facts: MediumFacts) -> Refusal.PictureFault? {
        let (width, height) = (facts.pixels.width, facts.pixels.height)
        if !formats.contains(facts.format) { return .format(accepted: formats) }
        if facts.size >= sizeLimit { return .size(limit: sizeLimit) }
        if !sides.contains(width) || !sides.contains(height) {
            return .side(width: width, height: height, allowed: sides)
        }
        if !aspects.contains(Double(width) / Double(height)) {
            return .aspect(width: width, height: height, minimum: aspects.lowerBound, maximum: aspects.upperBound)
        }
        return nil
    }
}

extension ClipSpec {
    fileprivate func fault(of facts: MediumFacts, kind: MediaKind) -> ClipFault? {
        if !formats.contains(facts.format) { return .format(kind, facts.format, formats) }
        if facts.size > sizeLimit { return .size(kind, sizeLimit) }
        if let seconds = facts.seconds, !self.seconds.contains(seconds) { return .length(kind, seconds, self.seconds) }
        guard let frame else { return nil }
        if let codec = facts.codec, !frame.codecs.contains(codec) { return .codec(kind, codec, frame.codecs) }
        let (width, height) = (facts.pixels.width, facts.pixels.height)
        for (name, side) in [("width", width), ("height", height)] where !frame.sides.contains(side) {
            return .number(kind, name, Double(side), Double(frame.sides.lowerBound)...Double(frame.sides.upperBound))
        }
        let aspect = Double(width) / Double(height)
        if !frame.aspects.contains(aspect) { return .number(kind, "aspect ratio", aspect, frame.aspects) }
        if !frame.pixels.contains(width * height) {
            let range = Double(frame.pixels.lowerBound)...Double(frame.pixels.upperBound)
            return .number(kind, "pixels", Double(width * height), range)
        }
        // Frame rates such as 23.976 are written as 24: a hundredth of a frame more or less is the same rate.
        if let rate = facts.framesPerSecond, !frame.framesPerSecond.contains(rate.rounded()) {
            return .number(kind, "fps", rate, frame.framesPerSecond)
        }
        return nil
    }
}

/// What is wrong with a video or sound, in the vendor's words (models.md section 6.2).
private enum ClipFault {
    case format(MediaKind, String, [String])
    case codec(MediaKind, String, [String])
    case size(MediaKind, Int)
    case length(MediaKind, Double, ClosedRange<Double>)
    case number(MediaKind, String, Double, ClosedRange<Double>)

    var english: String {
        switch self {
        case .format(let kind, let given, let taken):
            "the parameter \(kind.rawValue) format \(given) specified in the request is not valid, "
                + "it must be \(taken.joined(separator: " or "))"
        case .codec(let kind, let given, let taken):
            "the parameter \(kind.rawValue) codec \(given) specified in the request is not valid, "
                + "it must be \(taken.joined(separator: " or "))"
        case .size(let kind, let limit):
            "the parameter \(kind.rawValue) size (bytes) specified in the request must be less than or equal to \(limit)"
        case .length(let kind, let given, let range):
            Self.english("\(kind.rawValue) duration (seconds)", given, range)
        case .number(let kind, let what, let given, let range): Self.english("\(kind.rawValue) \(what)", given, range)
        }
    }

    var chinese: String {
        switch self {
        case .format(let kind, let given, let taken), .codec(let kind, let given, let taken):
            "\(kind.rawValue) 的格式为 \(given)，应为 \(taken.joined(separator: "、")) 之一"
        case .size(let kind, let limit): "\(kind.rawValue) 文件应不大于 \(limit) 字节"
        case .length(let kind, let given, let range):
            "\(kind.rawValue) 时长为 \(Self.text(given)) 秒，应在 \(Self.text(range)) 秒之间"
        case .number(let kind, let what, let given, let range):
            "\(kind.rawValue) 的 \(what) 为 \(Self.text(given))，应在 \(Self.text(range)) 之间"
        }
    }

    private static func english(_ what: String, _ given: Double, _ range: ClosedRange<Double>) -> String {
        let (bound, limit) =
            given < range.lowerBound ? ("greater", range.lowerBound) : ("less", range.upperBound)
        return "the parameter \(what) \(text(given)) specified in the request must be \(bound) than or equal to "
            + text(limit)
    }

    private static func text(_ range: ClosedRange<Double>) -> String {
        "\(text(range.lowerBound)) 到 \(text(range.upperBound))"
    }

    /// At most two places, none where they are zero.
    static func text(_ number: Double) -> String {
        guard number.isFinite, abs(number) < 1e15 else { return "\(number)" }
        let hundredths = Int((number * 100).rounded())
        let (whole, rest) = hundredths.quotientAndRemainder(dividingBy: 100)
        if rest == 0 { return "\(whole)" }
        return rest.isMultiple(of: 10) ? "\(whole).\(rest / 10)" : "\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }
}
