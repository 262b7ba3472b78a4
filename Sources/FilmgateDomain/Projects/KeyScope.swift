/// What a key may do.
public enum KeyScope: String, Sendable, Codable, CaseIterable {
    /// Make tasks, upload pictures and cancel.
    case generate
    /// Read tasks, lists, balance and usage.
    case read
    /// The admin API, over all projects.
    case admin

    /// What keys may do that were made without saying so.
    public static let standard: Set<KeyScope> = [.generate, .read]
}
