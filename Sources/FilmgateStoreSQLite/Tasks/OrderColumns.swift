import FilmgateDomain

extension Binder {
    /// The columns `model` to `safety_identifier`.
    mutating func add(_ order: VideoOrder) {
        add(order.model)
        add(order.mode.rawValue)
        add(order.prompt)
        add(order.media.count)
        add(order.extras.count)
        add(order.resolution.rawValue)
        add(order.ratio.text)
        add(order.fittedRatio?.rawValue)
        add(order.duration)
        add(order.frames)
        add(order.seed)
        add(order.cameraFixed)
        add(order.watermark)
        add(order.generateAudio)
        add(order.draft)
        add(order.draftTask)
        add(order.returnLastFrame)
        add(order.serviceTier.rawValue)
        add(order.pricedTier.rawValue)
        add(order.executionExpiresAfter)
        add(order.callbackURL)
        add(order.safetyIdentifier)
    }
}

extension RowReader {
    /// The columns `model` to `safety_identifier`; `belongings` fills in media and extras where there are any.
    mutating func order(belongings: (inout VideoOrder) throws -> Void) throws -> VideoOrder {
        let model = text()
        let mode: GenerationMode = try word()
        let prompt = text()
        let belongingsCount = int() + int()
        let resolution: Resolution = try word()
        guard let ratio = RatioChoice(text: text()) else { throw DamagedRow("ratio") }
        var order = VideoOrder(model: model, mode: mode, prompt: prompt, resolution: resolution, ratio: ratio)
        order.fittedRatio = try optionalWord()
        order.duration = int()
        order.frames = optionalInt()
        order.seed = int()
        order.cameraFixed = bool()
        order.watermark = bool()
        order.generateAudio = bool()
        order.draft = bool()
        order.draftTask = try optionalTaskID()
        order.returnLastFrame = bool()
        order.serviceTier = try word()
        order.pricedTier = try word()
        order.executionExpiresAfter = int()
        order.callbackURL = optionalText()
        order.safetyIdentifier = optionalText()
        if belongingsCount > 0 { try belongings(&order) }
        return order
    }
}
