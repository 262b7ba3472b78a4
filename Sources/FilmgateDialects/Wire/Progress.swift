import FilmgateDomain

/// How far a task seems to be, in percent: nobody measures it, but it must look alive and never fall back.
enum Progress {
    /// The length of a usual run in seconds; half of the way is shown at this time.
    private static let expected: Int64 = 60

    /// 0 before the first start, 1 to 99 from then on by elapsed time, 100 for success alone.
    ///
    /// A task that went back into the queue or ended without a video keeps what it had come to.
    static func percent(of task: VideoTask, at now: Timestamp) -> Int {
        if task.state == .succeeded { return 100 }
        guard let start = task.startedAt else { return 0 }
        let elapsed = max(((task.endedAt ?? now) - start).milliseconds, 0)
        return min(1 + Int(98 * elapsed / (elapsed + expected * 1000)), 99)
    }
}
