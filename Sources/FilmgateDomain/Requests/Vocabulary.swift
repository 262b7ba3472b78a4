/// A parameter of a create, by its name in Ark's body. Open, so that the catalog can name what a later model takes.
///
/// Every dialect has its own names for some of them; the dialect alone knows those.
public struct Parameter: RawRepresentable, Hashable, Sendable, Codable, ExpressibleByStringLiteral {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { rawValue = value }

    public static let model: Parameter = "model"
    public static let content: Parameter = "content"
    public static let callbackURL: Parameter = "callback_url"
    public static let returnLastFrame: Parameter = "return_last_frame"
    public static let serviceTier: Parameter = "service_tier"
    public static let executionExpiresAfter: Parameter = "execution_expires_after"
    public static let generateAudio: Parameter = "generate_audio"
    public static let draft: Parameter = "draft"
    public static let resolution: Parameter = "resolution"
    public static let ratio: Parameter = "ratio"
    public static let duration: Parameter = "duration"
    public static let frames: Parameter = "frames"
    public static let seed: Parameter = "seed"
    public static let cameraFixed: Parameter = "camera_fixed"
    public static let watermark: Parameter = "watermark"
    public static let safetyIdentifier: Parameter = "safety_identifier"
    public static let priority: Parameter = "priority"
    public static let tools: Parameter = "tools"
    public static let outputFormat: Parameter = "output_format"
    public static let omniReferenceTaskType: Parameter = "omni_reference_task_type"
    /// Not Ark's, which knows no reference of the client's own.
    public static let clientReference: Parameter = "client_reference"
}

/// A class of pixel sizes, for example `720p`. Open: the catalog says which a model makes.
public struct Resolution: RawRepresentable, Hashable, Sendable, Codable, ExpressibleByStringLiteral {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { rawValue = value }

    public static let p480: Resolution = "480p"
    public static let p720: Resolution = "720p"
    public static let p1080: Resolution = "1080p"
    public static let uhd: Resolution = "4k"

    /// Lines of a picture that is wider than high: 480 for `480p`; 2160 for `4k`.
    public var lines: Int {
        self == .uhd ? 2160 : Int(rawValue.prefix { $0.isNumber }) ?? 0
    }
}

/// Width to height, for example `16:9`.
public struct AspectRatio: RawRepresentable, Hashable, Sendable, Codable {
    public let rawValue: String
    public let width: Int
    public let height: Int

    /// `nil` unless `rawValue` reads `W:H` with whole numbers from 1 to 99, without signs or leading zeros.
    public init?(rawValue: String) {
        let parts = rawValue.split(separator: ":", omittingEmptySubsequences: false)
        guard
            parts.count == 2,
            let width = Int(parts[0]), let height = Int(parts[1]),
            (1...99).contains(width), (1...99).contains(height), rawValue == "\(width):\(height)"
        else { return nil }
        self.rawValue = rawValue
        self.width = width
        self.height = height
    }

    private init(_ width: Int, _ height: Int) {
        rawValue = "\(width):\(height)"
        self.width = width
        self.height = height
    }

    public static let wide = AspectRatio(21, 9)
    public static let landscape = AspectRatio(16, 9)
    public static let classic = AspectRatio(4, 3)
    public static let square = AspectRatio(1, 1)
    public static let classicPortrait = AspectRatio(3, 4)
    public static let portrait = AspectRatio(9, 16)

    /// The six ratios that every Seedance model makes.
    public static let all = [landscape, classic, square, classicPortrait, portrait, wide]
}

/// A ratio, or the order to find a fitting one.
public enum RatioChoice: Hashable, Sendable, Codable {
    case adaptive
    case fixed(AspectRatio)

    /// The word on the wire: `adaptive` or `W:H`.
    public var text: String {
        switch self {
        case .adaptive: "adaptive"
        case .fixed(let ratio): ratio.rawValue
        }
    }

    /// `nil` unless `text` is `adaptive` or a ratio.
    public init?(text: String) {
        if text == "adaptive" {
            self = .adaptive
        } else if let ratio = AspectRatio(rawValue: text) {
            self = .fixed(ratio)
        } else {
            return nil
        }
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let choice = RatioChoice(text: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a ratio: \(text)")
        }
        self = choice
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// Pixels, width by height.
public struct PixelSize: Hashable, Sendable, Codable {
    public let width: Int
    public let height: Int

    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    public var text: String { "\(width)x\(height)" }
}

/// How a task is served: at once, or later at half the price (ark.md section 2.4).
public enum ServiceTier: String, Hashable, Sendable, Codable, CaseIterable {
    case standard = "default"
    case flex
}

/// What a task is made from; the raw value is the tag that Ark's messages use (ark.md section 2.2).
public enum GenerationMode: String, Hashable, Sendable, Codable, CaseIterable {
    case text = "t2v"
    case firstFrame = "i2v"
    case firstAndLastFrame = "flf2v"
    case references = "r2v"
}

/// What kind of medium an item is. Open: the catalog says which a model takes.
public struct MediaKind: RawRepresentable, Hashable, Sendable, Codable, ExpressibleByStringLiteral {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { rawValue = value }

    public static let image: MediaKind = "image"
    public static let video: MediaKind = "video"
    public static let audio: MediaKind = "audio"
}

/// What an item is for. Open: the catalog says which a model takes.
public struct MediaRole: RawRepresentable, Hashable, Sendable, Codable, ExpressibleByStringLiteral {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { rawValue = value }

    public static let firstFrame: MediaRole = "first_frame"
    public static let lastFrame: MediaRole = "last_frame"
    public static let referenceImage: MediaRole = "reference_image"
    public static let referenceVideo: MediaRole = "reference_video"
    public static let referenceAudio: MediaRole = "reference_audio"
}
