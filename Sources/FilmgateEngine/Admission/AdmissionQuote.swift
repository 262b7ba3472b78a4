package import FilmgateDomain

/// What a create would become, had it been meant.
package struct AdmissionQuote: Sendable {
    /// The task that would be kept; its hold is the quote.
    package var task: VideoTask
    /// What of the request would not reach the video as sent.
    package var notes: [ParameterNote]
    /// The accounts that could make it, the first choice first.
    package var providers: [ProviderName]
}
