public import FilmgateDomain

/// Every dialect that can be spoken to a vendor: adding one adds a folder and a line here.
public enum ClientFaces {
    public static let all: [any ClientFace] = [
        ArkClientFace(),
        VolcClientFace(),
        AnyFastClientFace(),
        XComputeClientFace(),
        ToAPIsClientFace(),
        AIGenerationClientFace(),
        OpenAIVideosClientFace(),
    ]

    /// The face of that dialect; `nil` where no vendor speaks it.
    public static func named(_ name: DialectName) -> (any ClientFace)? {
        all.first { $0.name == name }
    }
}
