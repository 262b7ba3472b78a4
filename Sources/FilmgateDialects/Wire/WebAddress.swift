/// What can be an http(s) address, by its letters alone; where it leads is checked when it is used.
enum WebAddress {
    /// UTF-8 bytes. Longer addresses would make a task's row large, and no server takes them.
    static let limit = 8192

    static func isValid(_ text: String) -> Bool {
        guard text.utf8.count <= limit, text.utf8.allSatisfy({ $0 > 32 && $0 != 127 }) else { return false }
        for scheme in ["http://", "https://"] where text.lowercased().hasPrefix(scheme) {
            return !text.dropFirst(scheme.count).prefix { !"/?#".contains($0) }.isEmpty
        }
        return false
    }
}
