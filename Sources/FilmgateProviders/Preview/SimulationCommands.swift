import FilmgateDomain

/// What a prompt tells the preview to pretend: `--sim-fail CODE` and `--sim-seconds N`. No other provider reads them.
struct SimulationCommands: Equatable {
    /// An error code of Ark's vocabulary.
    var failure: String?
    /// Seconds by which the end is put off, as written.
    var delay: String?
    /// The prompt without these commands.
    var prompt: String

    init(_ text: String) {
        guard text.contains("--sim-") else {
            prompt = text
            return
        }
        var kept: [Substring] = []
        var words = text.split(omittingEmptySubsequences: false, whereSeparator: \.isWhitespace)[...]
        while let word = words.popFirst() {
            switch word {
            case "--sim-fail": failure = words.popFirst().map(String.init) ?? ""
            case "--sim-seconds": delay = words.popFirst().map(String.init) ?? ""
            default: kept.append(word)
            }
        }
        prompt = kept.joined(separator: " ")
    }

    /// The longest delay that may be asked for: as long as a task may live.
    private static let delays = 0...259_200

    /// The delay in whole seconds; 0 where none is asked for.
    var seconds: Int { delay.flatMap { Int($0) } ?? 0 }

    /// Why the commands cannot be followed, or the refusal that they ask for.
    func objection() -> Refusal? {
        if let delay, !(Int(delay).map(Self.delays.contains) ?? false) {
            return Refusal(.invalid, .wire("--sim-seconds"), given: delay, .rule(.integerIn(Self.delays)))
        }
        guard let failure, !ArkErrorCatalogue.endsTask(failure) else { return nil }
        guard let status = ArkErrorCatalogue.status(of: failure) else {
            return Refusal(
                .invalid,
                .wire("--sim-fail"),
                given: failure,
                .predicate("it must be an error code of Ark's catalogue", chinese: "必须是方舟错误码表中的错误码")
            )
        }
        return Refusal(.simulated(code: failure, status: status), .request, .plain)
    }

    /// The failure that the task shall end with. Its message ends in a request id, as Ark's do (ark.md section 6): one
    /// made of the task's own id, so that every attempt says the same.
    func taskFailure(of id: VideoTask.ID) -> TaskFailure? {
        func padded(_ number: UInt64, radix: Int, _ digits: Int) -> String {
            let text = String(number, radix: radix)
            return String(repeating: "0", count: max(digits - text.count, 0)) + text
        }
        let ulid = id.ulid
        let moment = padded(ulid.milliseconds, radix: 10, 13)
        let tail = padded(ulid.high, radix: 16, 16) + padded(ulid.low, radix: 16, 16)
        return failure.map { code in
            TaskFailure(code: code, message: "\(ArkErrorCatalogue.message(of: code)) Request id: 02\(moment)\(tail)")
        }
    }
}
