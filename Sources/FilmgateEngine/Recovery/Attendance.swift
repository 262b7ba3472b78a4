import FilmgateDomain
import Logging

/// Sees to accounts that nobody sees to yet: at the start, and where a reload brings one.
struct Attendance: Sendable {
    let parts: EngineParts

    /// Tokens of attempts that began longer ago are in doubt no more.
    private static let tokenAge = Duration.seconds(2 * 3600)

    func attendAll() async {
        for account in parts.directory.all {
            let isNew = account.withState { state in
                guard !state.isAttended, state.mounted != nil else { return false }
                state.isAttended = true
                return true
            }
            if isNew { await attend(account) }
        }
    }

    private func attend(_ account: LiveAccount) async {
        if let provider = account.upstream {
            if provider.token == .expiry { await remember(account) }
            parts.helpers.add {
                do {
                    try await Poller(parts: parts, account: account).run()
                } catch {
                    // The engine stops.
                }
            }
        }
        account.withState { $0.isReady = true }
    }

    /// Learns which expiries earlier engines gave.
    private func remember(_ account: LiveAccount) async {
        do {
            let since = parts.moments.now() - Self.tokenAge
            let records = try await parts.writer.persist("tokens not read, trying again") { [store = parts.store] in
                try await store.tokens(of: account.name, since: since)
            }
            let now = parts.moments.ticks
            let expiries = records.compactMap { AttemptToken(record: $0).expiry }
            account.withState { state in
                for expiry in expiries { state.mint.remember(expiry, at: now) }
            }
        } catch {
            parts.logger.error("tokens not read", metadata: ["error": "\(error)"])
        }
    }
}
