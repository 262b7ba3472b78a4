import FilmgateDomain
import FilmgateEngine
import FilmgateMedia

/// Posts callbacks through the guarded fetch: an address that a user gave is not trusted any more than a picture's.
struct GuardedCarrier: CallbackCarrier {
    let fetcher: GuardedFetcher

    func post(_ message: CallbackMessage) async -> CallbackReply {
        let timeout = message.rules.timeout
        do throws(FetchError) {
            let answer = try await fetcher.post(
                message.body,
                to: message.url,
                headers: message.headers,
                limits: FetchLimits(bytes: 0, connect: timeout, idle: timeout, total: timeout)
            )
            return .answered(status: answer.status)
        } catch {
            return .unreached(reason: "\(error)")
        }
    }
}
