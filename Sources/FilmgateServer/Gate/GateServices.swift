import FilmgateDialects
import FilmgateDomain
import FilmgateEngine
import FilmgateMedia
import Logging

/// All that the routes of the dialects work with.
struct GateServices: Sendable {
    let authenticator: Authenticator
    let bodies: RequestBodyIntake
    let admission: Admission
    let deletion: Deletion
    let store: any TaskStore
    let presenter: TaskPresenter
    let uploads: UploadIntake
    let accounts: any AccountStore
    let reads: ReadPace
    /// Of creates that are refused.
    let refusals: ReadPace
    let files: FileAnswers
    let stills: Stills
    /// Whether the disk takes more.
    let room: StorageRoom
    let catalog: ModelCatalog
    /// Named in `X-Filmgate-Provider` of a task that no provider has yet.
    let provider: @Sendable () -> ProviderName?
    /// Told of every accepted task.
    let wake: @Sendable () -> Void
    let now: @Sendable () -> Timestamp
    /// `nil` where nothing goes wrong on purpose.
    let simulation: SimulatedDoor?
}
