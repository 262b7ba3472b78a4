import FilmgateClient
import FilmgateDialects
package import FilmgateDomain

extension VendorProvider {
    /// Bytes of a task's id: it stands in addresses, and in rows for good.
    private static let longestID = 512

    package func submit(_ attempt: Attempt, token: AttemptToken?) async -> SubmissionOutcome {
        let call: WireCall
        do {
            call = try await prepare(attempt, token)
        } catch {
            switch error {
            case .refused(let refusal): return .refused(refusal)
            case .cannot(let cannot):
                return .refused(
                    UpstreamRefusal(
                        .order,
                        TaskFailure(
                            code: "InvalidParameter",
                            message: "The parameter `\(cannot.parameter)` cannot be ordered from the provider "
                                + "\(account.name.rawValue): \(cannot.reason)."
                        )
                    )
                )
            }
        }
        guard await attempt.maySend() else {
            return .refused(.unreachable(account.name, "the right to send was lost before a byte left"))
        }
        do throws(TransportError) {
            let reply = try await endpoint.reply(to: call, timeout: timeouts.create)
            switch face.created(reply) {
            case .accepted(let id) where id.utf8.count > Self.longestID:
                return .doubtful(reason: "the answer names a task by \(id.utf8.count) bytes")
            case .accepted(let id): return .accepted(upstreamID: id)
            case .refused(let refusal): return .refused(refusal)
            case .doubtful(let reason): return .doubtful(reason: reason)
            }
        } catch {
            switch error.phase {
            case .connecting: return .refused(.unreachable(account.name, error.reason))
            case .exchanging: return .doubtful(reason: error.reason)
            }
        }
    }

    /// All that comes before the create: the media are brought there, and the words found.
    private func prepare(_ attempt: Attempt, _ token: AttemptToken?) async throws(MediaCourier.Failure) -> WireCall {
        let order = attempt.task.order
        let media = order.draftTask == nil ? try await MediaCourier(provider: self).deliver(order) : []
        if order.draftTask != nil, attempt.draftUpstreamID == nil {
            throw .cannot(CannotExpress("content[0]", "nobody knows what the provider calls the draft"))
        }
        do throws(CannotExpress) {
            return try writer.write(
                order,
                model: attempt.model,
                media: media,
                draft: attempt.draftUpstreamID,
                token: token,
                callback: callback?()
            ).call
        } catch {
            throw .cannot(error)
        }
    }
}
