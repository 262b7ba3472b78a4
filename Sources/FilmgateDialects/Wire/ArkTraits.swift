import FilmgateDomain

extension ClientTraits {
    /// Ark's (ark.md sections 1, 3, 6, 8 and 10.3; models.md section 3.1). It says nothing of deletes; they count like reads.
    static let ark = ClientTraits(
        abilities: .ark,
        limits: CallLimits(
            create: CallRate(600, per: .seconds(60)),
            get: CallRate(20, per: .seconds(1)),
            list: CallRate(1, per: .seconds(1)),
            delete: CallRate(20, per: .seconds(1))
        ),
        delivery: [.dataURL([.image, .audio])],
        token: .expiry,
        list: ArkCalls.page,
        cancels: true,
        callsBack: true
    )
}

extension Abilities {
    /// All that the family has; what a single model lacks, its rules refuse.
    static let ark = Abilities(
        modes: Set(GenerationMode.allCases),
        features: [
            "flex", .audible, .silent, .promptless, .draft, .final, .watermark, .cameraFixed, .seed, .adaptiveText,
            .frames, .inlineMedia, "priority", "tools", "output_format", "omni_reference_task_type",
        ]
    )
}
