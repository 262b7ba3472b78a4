/// Programs that unfold what strangers packed get less memory than the child that draws: a file of 1 MB may hold a profile
/// of 1 GB, while the largest picture that is taken needs 330 MB.
enum DecoderLimit {
    /// Address space in KB.
    private static let memory = 1_310_720

    /// What starts the program under the limit. Where a shell knows no such limit, that of the parent holds.
    static func command(_ program: String, _ arguments: [String]) -> (program: String, arguments: [String]) {
        ("sh", ["-c", "ulimit -v \(memory) 2>/dev/null; exec \"$@\"", "sh", program] + arguments)
    }
}
