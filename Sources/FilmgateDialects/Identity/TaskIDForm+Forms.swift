public import FilmgateDomain

extension TaskIDForm {
    /// `task_01K8SGYNNNVBQTXNR4MM964S7K`: a ULID, upper case (seed 001).
    public static let task = TaskIDForm(prefix: "task_", alphabet: Base32.upper)

    /// `gen-…`: a ULID, lower case (seed 000 shows the prefix).
    public static let generation = TaskIDForm(prefix: "gen-", alphabet: Base32.lower)

    /// `video_…`: a ULID, lower case (vendors.md section 7).
    public static let video = TaskIDForm(prefix: "video_", alphabet: Base32.lower)

    /// `cgt-20260108111352-…`: local time of UTC+8, then 18 digits for the milliseconds and the random bits
    /// (seed 003 shows the head; ark.md section 1).
    public static let ark = TaskIDForm(
        write: { id in
            let ulid = id.ulid
            let time = CivilTime(secondsSince1970: Int64(ulid.milliseconds / 1000), offset: chinaOffset)
            return "cgt-\(time.digits)-\(tail(of: ulid))"
        },
        read: { text in
            guard
                let parts = parts(of: text, prefix: "cgt-", separator: "-"),
                let seconds = chinaSeconds(parts.head)
            else { return nil }
            return id(seconds: seconds, tail: parts.tail)
        }
    )

    /// `seedance_1710071234_…`: Unix seconds, then 18 digits for the milliseconds and the random bits (seed 004 shows
    /// the head).
    public static let seedance = TaskIDForm(
        write: { id in "seedance_\(id.ulid.milliseconds / 1000)_\(tail(of: id.ulid))" },
        read: { text in
            guard
                let parts = parts(of: text, prefix: "seedance_", separator: "_"),
                let seconds = number(parts.head), String(seconds) == parts.head
            else { return nil }
            return id(seconds: UInt64(seconds), tail: parts.tail)
        }
    )

    /// Every form there is.
    public static let all = [ark, task, generation, seedance, video]

    /// The id that a text stands for in whatever form it is written, and that form: the answer repeats it.
    public static func recognise(_ text: String) -> (id: VideoTask.ID, form: TaskIDForm)? {
        for form in all {
            if let id = form.read(text) { return (id, form) }
        }
        return nil
    }
}

extension VideoTask.ID {
    /// Reads what an operator names a task by: any dialect's form, or the bare ULID of logs and reports.
    public init?(named text: String) {
        guard let id = TaskIDForm.recognise(text)?.id ?? ULID(text: text).map(VideoTask.ID.init) else { return nil }
        self = id
    }
}

extension TaskIDForm {
    private static let chinaOffset: Int64 = 8 * 3600

    private init(prefix: String, alphabet: [UInt8]) {
        self.init(
            write: { id in
                prefix + Base32.encode(high: id.ulid.high, low: id.ulid.low, digits: 26, alphabet: alphabet)
            },
            read: { text in
                guard text.hasPrefix(prefix) else { return nil }
                return ULID(text: text.dropFirst(prefix.count)).map(VideoTask.ID.init)
            }
        )
    }

    /// Ten bits of milliseconds within the second, then the 80 random bits.
    private static func tail(of ulid: ULID) -> String {
        let high = (ulid.milliseconds % 1000) << 16 | ulid.high & 0xFFFF
        return Base32.encode(high: high, low: ulid.low, digits: 18, alphabet: Base32.lower)
    }

    private static func id(seconds: UInt64, tail: Substring) -> VideoTask.ID? {
        guard let (high, low) = Base32.decode(tail, digits: 18) else { return nil }
        let milliseconds = high >> 16
        guard milliseconds < 1000, seconds <= (1 << 48) / 1000 else { return nil }
        let total = seconds * 1000 + milliseconds
        guard total < 1 << 48 else { return nil }
        return VideoTask.ID(ULID(high: total << 16 | high & 0xFFFF, low: low))
    }

    private static func parts(
        of text: String,
        prefix: String,
        separator: Character
    ) -> (head: Substring, tail: Substring)? {
        guard text.utf8.count <= 64, text.hasPrefix(prefix) else { return nil }
        let parts = text.dropFirst(prefix.count).split(separator: separator, omittingEmptySubsequences: false)
        return parts.count == 2 ? (parts[0], parts[1]) : nil
    }

    /// Digits alone, without a sign.
    private static func number(_ text: Substring) -> Int? {
        guard text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text)
    }

    /// Seconds since 1970 of `yyyyMMddHHmmss` in UTC+8. A ULID reaches to the year 10889, hence a 15th digit.
    private static func chinaSeconds(_ text: Substring) -> UInt64? {
        let length = text.utf8.count
        guard length == 14 || length == 15 && text.first != "0", let value = number(text) else { return nil }
        let time = CivilTime(
            year: value / 10_000_000_000,
            month: value / 100_000_000 % 100,
            day: value / 1_000_000 % 100,
            hour: value / 10000 % 100,
            minute: value / 100 % 100,
            second: value % 100
        )
        guard let seconds = time?.secondsSince1970, seconds >= chinaOffset else { return nil }
        return UInt64(seconds - chinaOffset)
    }
}
