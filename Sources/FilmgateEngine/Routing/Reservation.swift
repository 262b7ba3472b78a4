import FilmgateDomain

/// A place at an account for one task that is about to be started: slot, leave to create, token.
struct Reservation: Sendable {
    let account: LiveAccount
    let provider: MountedProvider
    let making: ModelMapping.Making
    let token: AttemptToken?
    /// `nil` for what is made here.
    let ticket: CallTicket?
    let task: VideoTask.ID
    let attempt: Int

    /// How the attempt begins.
    var start: AttemptStart {
        AttemptStart(
            provider: account.name,
            token: token?.record,
            model: making.servedModel,
            notes: making.notes
        )
    }

    /// The create was not sent: the place is free again.
    func withdraw() {
        ticket?.giveBack()
        account.withState { state in
            state.docket.remove(task, attempt: attempt)
            state.breaker.withdrew()
        }
    }
}
