package import FilmgateDomain

/// Brings a picture of a request into the artifact store and reads its header; what breaks a rule is refused by name.
package protocol MediaIntake: Sendable {
    func take(
        _ medium: PlannedMedium,
        spec: PictureSpec,
        model: String
    ) async throws(Refusal) -> (artifact: Artifact, pixels: PixelSize)
}
