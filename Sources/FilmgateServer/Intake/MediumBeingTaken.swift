import FilmgateDomain
import FilmgateMedia

/// One medium on its way in: where it stands, how large it may be, and how its faults are told.
struct MediumBeingTaken: Sendable {
    let kind: MediaKind
    /// Where the client wrote its address, in Ark's form.
    let place: String
    /// Bytes that it may have at most.
    let sizeLimit: Int
    private let formats: [String]

    init(_ medium: PlannedMedium, model: ModelSpec) {
        kind = medium.kind
        place = "\(medium.path).\(medium.kind.rawValue)_url"
        let clip = model.media[medium.kind]
        sizeLimit = clip?.sizeLimit ?? model.pictures.sizeLimit
        formats = clip?.formats ?? model.pictures.formats
    }

    var subject: Refusal.Subject { .item(path: place) }

    /// A video may be 200 MB: it gets more time, and is taken up again where it broke off.
    var limits: FetchLimits {
        kind == .video
            ? FetchLimits(bytes: sizeLimit, total: .seconds(120), resumptions: 2) : FetchLimits(bytes: sizeLimit)
    }

    var tooLarge: Refusal.Reason {
        if kind == .image { return .picture(.size(limit: sizeLimit)) }
        return .predicate(
            "the \(kind.rawValue) must have at most \(sizeLimit >> 20) MB",
            chinese: "\(kind.rawValue) 文件应不大于 \(sizeLimit >> 20) MB"
        )
    }

    var badDataURL: Refusal.Reason {
        if kind == .image { return .picture(.dataURL) }
        return .predicate(
            "a data URL must read data:\(kind.rawValue)/<format>;base64,<data>, "
                + "with all before the data in lower case",
            chinese: "data URL 应为 data:\(kind.rawValue)/<格式>;base64,<数据>，数据之前的部分须为小写"
        )
    }

    var unknownFormat: Refusal.Reason {
        if kind == .image { return .picture(.format(accepted: formats)) }
        return .predicate(
            "the parameter \(kind.rawValue) format specified in the request is not valid, "
                + "it must be \(formats.joined(separator: " or "))",
            chinese: "\(kind.rawValue) 的格式应为 \(formats.joined(separator: "、")) 之一"
        )
    }

    func damaged(_ reason: String) -> Refusal.Reason {
        if kind == .image { return .picture(.damaged) }
        return .predicate(
            "the \(kind.rawValue) is damaged and cannot be read: \(reason)",
            chinese: "\(kind.rawValue) 文件已损坏，无法读取"
        )
    }
}
