package import FilmgateDomain
import Synchronization

/// Whoever makes videos, as they stand: configured accounts in their order, and those that are gone but have open
/// tasks.
package final class ProviderDirectory: Sendable {
    private struct State {
        var accounts: [ProviderName: LiveAccount] = [:]
        /// As configured.
        var order: [ProviderName] = []
        var drained: Set<ProviderName> = []
        /// How often the operator's word has changed here: what was read of the store before that is old.
        var drains = 0
    }

    private let state: Mutex<State>
    private let moments: Moments
    let mapping: ModelMapping
    /// Rung when an account has come, gone, or may take work again.
    let changed = Bell()

    /// `catalog` also holds the models that accounts alone list.
    package init(_ providers: [MountedProvider], catalog: ModelCatalog, moments: Moments) {
        state = Mutex(State())
        mapping = ModelMapping(catalog: catalog)
        self.moments = moments
        replace(providers)
    }

    /// Takes over a new configuration: an account of the same name stays as it stands, one that is not there any more
    /// gets no new task, and what is open there is followed to its end.
    package func replace(_ providers: [MountedProvider]) {
        state.withLock { state in
            state.order = providers.map(\.account.name)
            for provider in providers {
                let name = provider.account.name
                if let account = state.accounts[name] {
                    account.mount(provider)
                } else {
                    let account = LiveAccount(name, mounted: provider, moments: moments)
                    account.drain(state.drained.contains(name))
                    state.accounts[name] = account
                }
            }
            let kept = Set(state.order)
            for (name, account) in state.accounts where !kept.contains(name) {
                let isIdle = account.withState { state in
                    state.isRemoved = true
                    return state.docket.entries.isEmpty
                }
                if isIdle { state.accounts[name] = nil }
                account.bell.ring()
            }
        }
        changed.ring()
    }

    /// The operator's word on one account, as the store has it now.
    package func drain(_ name: ProviderName, _ isDrained: Bool) {
        state.withLock { state in
            state.drains += 1
            if isDrained { state.drained.insert(name) } else { state.drained.remove(name) }
            state.accounts[name]?.drain(isDrained)
        }
        changed.ring()
    }

    /// Takes over which accounts the operator drains, all of them, as `read` finds it in the store.
    func hearDrained(_ read: () async throws -> Set<ProviderName>) async rethrows {
        let drains = state.withLock(\.drains)
        let names = try await read()
        let isNew = state.withLock { state in
            guard state.drained != names, state.drains == drains else { return false }
            state.drained = names
            for (name, account) in state.accounts { account.drain(names.contains(name)) }
            return true
        }
        if isNew { changed.ring() }
    }

    /// The configured accounts, in their order.
    package var accounts: [ProviderAccount] {
        configured.compactMap { $0.mounted?.account }
    }

    /// How every account stands: the configured ones in their order, then those that are gone.
    package var standings: [AccountStanding] {
        let all = state.withLock { state in
            let gone = state.accounts.keys.filter { !state.order.contains($0) }.sorted { $0.rawValue < $1.rawValue }
            return (state.order + gone).compactMap { state.accounts[$0] }
        }
        return all.map(\.standing)
    }

    /// The only configured provider, where there is one: what answers may name before a task has been sent.
    package var only: ProviderName? {
        state.withLock { $0.order.count == 1 ? $0.order.first : nil }
    }

    var configured: [LiveAccount] {
        state.withLock { state in state.order.compactMap { state.accounts[$0] } }
    }

    var all: [LiveAccount] { state.withLock { Array($0.accounts.values) } }

    func account(_ name: ProviderName) -> LiveAccount? { state.withLock { $0.accounts[name] } }

    /// The account of that name, even where it is not configured any more.
    func accountOrGone(_ name: ProviderName) -> LiveAccount {
        state.withLock { state in
            if let account = state.accounts[name] { return account }
            let account = LiveAccount(name, mounted: nil, moments: moments)
            state.accounts[name] = account
            return account
        }
    }

    /// Forgets accounts that are not configured and have nothing open.
    func forgetIdle() {
        state.withLock { state in
            for (name, account) in state.accounts where !state.order.contains(name) {
                if account.withState({ $0.docket.entries.isEmpty && $0.doubts.isEmpty }) { state.accounts[name] = nil }
            }
        }
    }
}
