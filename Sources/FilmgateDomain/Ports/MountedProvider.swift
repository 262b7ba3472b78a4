/// Whoever makes videos, as the engine is given it.
package enum MountedProvider: Sendable {
    /// Makes them here: an attempt may be begun again at any time.
    case local(any VideoProvider, account: ProviderAccount)
    /// An account somewhere else: a create is sent at most once.
    case upstream(any UpstreamProvider)

    package var account: ProviderAccount {
        switch self {
        case .local(_, let account): account
        case .upstream(let provider): provider.account
        }
    }

    /// Why it cannot make this very order; `nil` where it can.
    package func objection(to order: VideoOrder) -> Refusal? {
        switch self {
        case .local(let provider, _): provider.objection(to: order)
        case .upstream(let provider): provider.objection(to: order)
        }
    }
}
