/// What a simulated upstream does wrong, and how slow it is; everything is right and at once unless set.
package struct SimulationSettings: Sendable, Equatable {
    /// The same seed and the same requests meet the same faults.
    package var seed: UInt64 = 1
    /// Whether one video of each kind is rendered and copies of it are delivered.
    package var isInstant = false
    /// Tasks that run at a time; `nil` leaves it to the kind of videos.
    package var concurrency: Int?
    /// What throttled requests are told, in whole seconds.
    package var retryAfter: Duration = .seconds(1)
    package var latencies: [SimulatedLatency: LatencyDistribution] = [:]
    /// Probabilities; those of one operation add up to 1 at most.
    package var faults: [SimulatedFault: Double] = [:]

    package init() {}
}

/// What a request is for.
package enum SimulatedOperation: String, Sendable, CaseIterable {
    case create
    case read
    case list
    case delete
    case download
}

/// What can be slow.
package enum SimulatedLatency: String, Sendable, CaseIterable {
    case create
    /// Reads, lists and deletes.
    case read
    /// From a task's start to its end.
    case render
    case renderFlex = "render_flex"
    case download
}

/// Everything that can be made to go wrong, by operation and name.
package enum SimulatedFault: String, Sendable, CaseIterable {
    case createRefusedParameter = "create.refused_parameter"
    case createRefusedModeration = "create.refused_moderation"
    case createRefusedAuth = "create.refused_auth"
    case createRefusedBalance = "create.refused_balance"
    case createRefusedModel = "create.refused_model"
    case createThrottled = "create.throttled"
    case createErrorBare = "create.error_bare"
    case createErrorEnvelope = "create.error_envelope"
    case createResetBefore = "create.reset_before"
    case createResetAfter = "create.reset_after"
    case createErrorAfter = "create.error_after"
    case createCutShort = "create.cut_short"

    case readThrottled = "read.throttled"
    case readErrorBare = "read.error_bare"
    case readErrorEnvelope = "read.error_envelope"
    case readReset = "read.reset"
    case readCutShort = "read.cut_short"
    case readUnknownStatus = "read.unknown_status"

    case listThrottled = "list.throttled"
    case listErrorBare = "list.error_bare"
    case listErrorEnvelope = "list.error_envelope"
    case listReset = "list.reset"
    case listCutShort = "list.cut_short"
    case listUnknownStatus = "list.unknown_status"

    case deleteThrottled = "delete.throttled"
    case deleteErrorBare = "delete.error_bare"
    case deleteErrorEnvelope = "delete.error_envelope"
    case deleteReset = "delete.reset"
    case deleteCutShort = "delete.cut_short"

    case taskStuck = "task.stuck"
    case taskFailedInfrastructure = "task.failed_infrastructure"
    case taskFailedModeration = "task.failed_moderation"
    case taskWrongSize = "task.wrong_size"
    case taskLinkExpired = "task.link_expired"

    case downloadBroken = "download.broken"
    case downloadErrorBare = "download.error_bare"

    /// The operation, or `task` for what becomes of a task.
    package var group: String { String(rawValue.prefix { $0 != "." }) }

    /// The name within the operation.
    package var name: String { String(rawValue.drop { $0 != "." }.dropFirst()) }

    /// The faults of an operation, or of `task`, in their order.
    package static func of(_ group: String) -> [SimulatedFault] {
        allCases.filter { $0.group == group }
    }

    /// What happens, apart from the operation that it happens to.
    package var effect: Effect {
        switch self {
        case .createRefusedParameter: .refused(.parameter)
        case .createRefusedModeration: .refused(.moderation)
        case .createRefusedAuth: .refused(.auth)
        case .createRefusedBalance: .refused(.balance)
        case .createRefusedModel: .refused(.model)
        case .createThrottled, .readThrottled, .listThrottled, .deleteThrottled: .refused(.throttled)
        case .createErrorEnvelope, .readErrorEnvelope, .listErrorEnvelope, .deleteErrorEnvelope: .refused(.failure)
        case .createErrorBare, .readErrorBare, .listErrorBare, .deleteErrorBare, .downloadErrorBare: .bareError
        case .createResetBefore, .readReset, .listReset, .deleteReset: .reset
        case .createResetAfter: .resetAfter
        case .createErrorAfter: .bareErrorAfter
        case .createCutShort, .readCutShort, .listCutShort, .deleteCutShort, .downloadBroken: .cutShort
        case .readUnknownStatus, .listUnknownStatus: .unknownStatus
        case .taskStuck, .taskFailedInfrastructure, .taskFailedModeration, .taskWrongSize, .taskLinkExpired: .ofTask
        }
    }

    package enum Effect: Sendable, Equatable {
        /// Refused in the vendor's words; nothing was done.
        case refused(Refused)
        /// A 5xx without the vendor's words; nothing was done.
        case bareError
        /// The connection is reset; nothing was done.
        case reset
        /// It was done, then the connection is reset.
        case resetAfter
        /// It was done, then answered with a bare 5xx.
        case bareErrorAfter
        /// It was done; half of the answer comes.
        case cutShort
        /// It was done; the answer's status words mean nothing.
        case unknownStatus
        /// Not a request's fault but a task's.
        case ofTask
    }

    package enum Refused: Sendable, Equatable {
        case parameter
        case moderation
        case auth
        case balance
        case model
        case throttled
        case failure
    }
}
