/// What a vendor's door does differently from Ark's: defaults and customs that a dialect declares.
public struct HouseRules: Sendable, Equatable {
    /// The ratio where none is given; `nil` leaves it to the model.
    public var ratio: RatioChoice?
    /// Seconds where none are given and the model makes so many; `nil` leaves it to the model.
    public var duration: Int?
    /// Audio where nothing is said; `nil` leaves it to the model.
    public var audio: Bool?
    /// Whether a draft may be ordered as flex: it is made at the default tier and priced as flex (seed 004, example 4).
    public var draftTakesFlex: Bool
    /// Whether pictures alone are not enough.
    public var promptRequired: Bool
    /// Whether the vendor documents the word `adaptive`; a client that says it elsewhere is refused.
    public var takesAdaptive: Bool
    /// Whether it documents the word for the models after 1.5, where it does not for 1.5.
    public var takesAdaptiveLater: Bool
    /// Whether the vendor documents the duration -1, with which the model chooses.
    public var takesAutomaticDuration: Bool

    public init(
        ratio: RatioChoice? = nil,
        duration: Int? = nil,
        audio: Bool? = nil,
        draftTakesFlex: Bool = false,
        promptRequired: Bool = false,
        takesAdaptive: Bool = true,
        takesAdaptiveLater: Bool = false,
        takesAutomaticDuration: Bool = true
    ) {
        self.ratio = ratio
        self.duration = duration
        self.audio = audio
        self.draftTakesFlex = draftTakesFlex
        self.promptRequired = promptRequired
        self.takesAdaptive = takesAdaptive
        self.takesAdaptiveLater = takesAdaptiveLater
        self.takesAutomaticDuration = takesAutomaticDuration
    }

    public static let ark = HouseRules()
}
