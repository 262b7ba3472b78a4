/// What a deployment may choose about the dialects.
public struct DialectSettings: Sendable {
    /// `dialects.anyfast_read` in the configuration.
    public var anyfastRead: AnyFastDialect.ReadShape

    public init(anyfastRead: AnyFastDialect.ReadShape = .shapeBC) {
        self.anyfastRead = anyfastRead
    }
}

/// Every dialect that there is: adding one adds a folder and a line here.
public enum Dialects {
    public static func all(settings: DialectSettings = DialectSettings()) -> [any Dialect] {
        [
            ArkDialect(),
            VolcDialect(),
            AnyFastDialect(readShape: settings.anyfastRead),
            XComputeDialect(),
            ToAPIsDialect(),
            AIGenerationDialect(),
            OpenAIVideosDialect(),
        ]
    }
}
