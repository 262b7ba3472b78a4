public import FilmgateDomain

/// How a dialect writes a task's id. Each form is a bijection: every id can be written and read back in every form.
public struct TaskIDForm: Sendable {
    public let write: @Sendable (VideoTask.ID) -> String
    /// `nil` for a text that is not of this form.
    public let read: @Sendable (String) -> VideoTask.ID?

    public init(
        write: @escaping @Sendable (VideoTask.ID) -> String,
        read: @escaping @Sendable (String) -> VideoTask.ID?
    ) {
        self.write = write
        self.read = read
    }
}
