import FilmgateClient
import FilmgateDialects
package import FilmgateDomain

extension VendorProvider {
    package func report(on upstreamID: String) async -> PollOutcome {
        do throws(TransportError) {
            let reply = try await endpoint.reply(to: face.read(upstreamID), timeout: timeouts.read)
            switch face.task(reply) {
            case .task(let task):
                var report = task.report
                // AnyFast's oldest answer has no id (vendors.md section 1.4).
                if report.upstreamID.isEmpty { report.upstreamID = upstreamID }
                return .report(report)
            case .missing: return .missing
            case .refused(let refusal):
                if refusal.kind == .throttled { return .throttled(retryAfter: refusal.retryAfter) }
                return .failed(reason: refusal.summary)
            case .unreadable(let reason): return .failed(reason: reason)
            }
        } catch {
            return .failed(reason: error.reason)
        }
    }

    package func reports(on upstreamIDs: [String], tier: ServiceTier) async -> ListOutcome {
        guard let most = face.traits.list else { return .failed(reason: "the dialect has no list") }
        guard upstreamIDs.count <= most else { return .tooLong }
        var query = RemoteListQuery()
        query.ids = upstreamIDs
        query.tier = tier
        query.size = most
        switch await page(query) {
        case .tasks(let tasks, _):
            let asked = Set(upstreamIDs)
            // A vendor that ignores the ids answers with strangers' tasks.
            return .reports(tasks.map(\.report).filter { asked.contains($0.upstreamID) })
        case .tooLong: return .tooLong
        case .throttled(let wait): return .throttled(retryAfter: wait)
        case .failed(let reason): return .failed(reason: reason)
        }
    }

    package func cancel(_ upstreamID: String) async -> CancelOutcome {
        guard cancels else { return .failed(reason: "the dialect cannot end a task") }
        do throws(TransportError) {
            let reply = try await endpoint.reply(to: face.cancel(upstreamID), timeout: timeouts.read)
            switch face.cancelled(reply) {
            case .done: return .cancelled
            case .refusedByState: return .refused
            case .missing: return .missing
            case .refused(let refusal): return .failed(reason: refusal.summary)
            case .unreadable(let reason): return .failed(reason: reason)
            }
        } catch {
            return .failed(reason: error.reason)
        }
    }

    enum Page {
        case tasks([RemoteTask], total: Int?)
        case tooLong
        case throttled(Duration?)
        case failed(String)
    }

    func page(_ query: RemoteListQuery) async -> Page {
        do throws(TransportError) {
            let reply = try await endpoint.reply(to: face.list(query), timeout: timeouts.list)
            // Of the request line, whoever refuses it on the way.
            if reply.status == 414 || reply.status == 431 { return .tooLong }
            switch face.tasks(reply) {
            case .tasks(let tasks, let total, _): return .tasks(tasks, total: total)
            case .tooLong: return .tooLong
            case .refused(let refusal):
                if refusal.kind == .throttled { return .throttled(refusal.retryAfter) }
                return .failed(refusal.summary)
            case .unreadable(let reason): return .failed(reason)
            }
        } catch {
            return .failed(error.reason)
        }
    }
}

extension UpstreamRefusal {
    /// In one line, for people.
    var summary: String { "\(failure.code): \(failure.message)" }
}
