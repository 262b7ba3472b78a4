package import FilmgateDomain

/// Puts a task's state into the words and headers of the dialect that the task came in.
package protocol CallbackComposer: Sendable {
    /// The message for one try, its links signed and its time stamped now; `nil` where the vendor does not tell this state.
    func message(for event: OutboxEvent, of task: VideoTask, number: Int64) async throws -> CallbackMessage?
}

/// One callback, ready to be sent.
package struct CallbackMessage: Sendable, Equatable {
    package var url: String
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    package var rules: CallbackRules

    package init(url: String, headers: [(name: String, value: String)], body: [UInt8], rules: CallbackRules) {
        self.url = url
        self.headers = headers
        self.body = body
        self.rules = rules
    }

    package static func == (left: CallbackMessage, right: CallbackMessage) -> Bool {
        left.url == right.url && left.body == right.body && left.rules == right.rules
            && left.headers.elementsEqual(right.headers) { $0 == $1 }
    }
}

/// Sends a callback over the guarded network.
package protocol CallbackCarrier: Sendable {
    func post(_ message: CallbackMessage) async -> CallbackReply
}

/// What the receiver did.
package enum CallbackReply: Sendable, Equatable {
    case answered(status: Int)
    /// No answer within the time, no connection, or an address that may not be called.
    case unreached(reason: String)
}
