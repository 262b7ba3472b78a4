import FilmgateDomain

extension Migration {
    /// Gives each task that has not ended the lane that it would be accepted into now: queued ones wait there, running ones
    /// may come back to it.
    static func fillLanes(_ connection: Connection) throws {
        let media = try connection.prepare(
            """
            SELECT kind, role, hash, size, type, width, height, origin, milliseconds FROM media
            WHERE task = ? ORDER BY position
            """
        )
        let extras = try connection.prepare("SELECT name, value FROM extras WHERE task = ?")
        let lanes = try connection.prepare(
            """
            SELECT t.number, t.model, t.mode, t.prompt, t.resolution, t.ratio, t.fitted_ratio, t.frames, t.seed,
                t.camera_fixed, t.watermark, t.generate_audio, t.draft, t.draft_task, t.tier,
                (SELECT d.provider FROM tasks d WHERE d.id = t.draft_task)
            FROM tasks t WHERE t.state < 2
            """
        ).all { row in
            let number = row.integer()
            var (order, account) = try row.orderOfFirstSchema()
            order.media = try media.all {
                $0.add(number)
            } _: {
                try $0.medium()
            }
            order.extras = Dictionary(
                try extras.all {
                    $0.add(number)
                } _: {
                    (Parameter(rawValue: $0.text()), $0.text())
                }
            ) { $1 }
            return (number: number, lane: TaskNeeds(order, account: account).lane)
        }
        let add = try connection.prepare("INSERT INTO lanes (name) VALUES (?) ON CONFLICT DO NOTHING")
        for lane in Set(lanes.map(\.lane)) { try add.run { $0.add(lane.rawValue) } }
        let enter = try connection.prepare(
            "UPDATE tasks SET lane = (SELECT number FROM lanes WHERE name = ?) WHERE number = ?"
        )
        for task in lanes {
            try enter.run {
                $0.add(task.lane.rawValue)
                $0.add(task.number)
            }
        }
    }
}

extension RowReader {
    /// What of an order routing looks at, and the account that made the draft of a final.
    fileprivate mutating func orderOfFirstSchema() throws -> (VideoOrder, account: ProviderName?) {
        let model = text()
        let mode: GenerationMode = try word()
        let prompt = text()
        let resolution: Resolution = try word()
        guard let ratio = RatioChoice(text: text()) else { throw DamagedRow("ratio") }
        var order = VideoOrder(model: model, mode: mode, prompt: prompt, resolution: resolution, ratio: ratio)
        order.fittedRatio = try optionalWord()
        order.frames = optionalInt()
        order.seed = int()
        order.cameraFixed = bool()
        order.watermark = bool()
        order.generateAudio = bool()
        order.draft = bool()
        order.draftTask = try optionalTaskID()
        order.serviceTier = try word()
        return (order, account: try optionalWord())
    }
}
