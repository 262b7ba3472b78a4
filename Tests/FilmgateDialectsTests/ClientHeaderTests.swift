import FilmgateDomain
import Testing

@testable import FilmgateDialects

@Suite("Times, waits and paths of vendors")
struct ClientHeaderTests {
    @Test(
        "A time is read in every form that vendors write",
        arguments: [
            (JSONValue.integer(1_773_130_665), 1_773_130_665_000), (.double(1_773_130_665), 1_773_130_665_000),
            ("1773130665", 1_773_130_665_000), ("2024-01-01T00:00:10Z", 1_704_067_210_000),
            ("2026-03-10T13:41:23.000000Z", 1_773_150_083_000), ("2026-03-10T13:41:23.25Z", 1_773_150_083_250),
            ("2026-03-10T21:41:23+08:00", 1_773_150_083_000), ("2026-03-10T08:11:23-0530", 1_773_150_083_000),
        ] as [(JSONValue, Int64)]
    )
    func times(value: JSONValue, milliseconds: Int64) {
        #expect(Timestamp(value)?.milliseconds == milliseconds)
    }

    @Test(
        "What is no time is none",
        arguments: [
            0, -5, .integer(.max), .double(1.5), .double(1e300), nil, true, [], [:], "", "…", "T", "Z", "TZ", "-1",
            "2024-13-01T00:00:00Z", "2024-02-30T00:00:00Z", "2024-01-01T24:00:00Z", "2024-01-01T00:00:00",
            "2024-01-01T00:00:00.Z", "2024-01-01T00:00:00.0000000000Z", "2024-01-01T00:00Z", "2024-01-01 00:00:00Z",
            "2024-01-01T00:00:00+8", "2024-01-01T00:00:00+25:00", "1969-12-31T23:59:59Z", "２０２４-01-01T00:00:00Z",
        ] as [JSONValue]
    )
    func noTimes(value: JSONValue) {
        #expect(Timestamp(value) == nil)
    }

    @Test(
        "A wait is a number of seconds, or a date beside the answer's own",
        arguments: [
            ("0", nil, 0), ("120", nil, 120), ("-7", nil, 0), ("99999999", nil, 604_800), ("1.5", nil, nil),
            ("soon", nil, nil),
            ("Sun, 06 Nov 1994 08:50:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT", 60),
            ("Sun, 06 Nov 1994 08:48:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT", 0),
            ("Sun, 06 Nov 1994 08:50:37 GMT", nil, nil),
            ("Sun, 06 Nov 1994 08:50:37 UTC", "Sun, 06 Nov 1994 08:49:37 GMT", nil),
            ("Sun, 31 Feb 1994 08:50:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT", nil),
        ] as [(String, String?, Int64?)]
    )
    func waits(text: String, date: String?, seconds: Int64?) {
        var headers = ["retry-after": text]
        headers["date"] = date
        let reply = WireReply(status: 429, headers: headers, body: nil)
        #expect(reply.retryAfter == seconds.map { .seconds($0) })
    }

    @Test("A path and a query hold whatever is put into them")
    func escapes() {
        #expect(PercentEncoding.escape("cgt-2026_a.b~C9") == "cgt-2026_a.b~C9")
        #expect(PercentEncoding.escape("a/b?c#d e%猫") == "a%2Fb%3Fc%23d%20e%25%E7%8C%AB")
        #expect(PercentEncoding.escape(".") == "%2E")
        #expect(PercentEncoding.query([]).isEmpty)
        #expect(PercentEncoding.query([("a.b", "1&2"), ("c", "")]) == "?a.b=1%262&c=")
    }

    @Test("An error's code and words stay small, whatever came")
    func bounded() {
        let long = RemoteError(code: String(repeating: "a", count: 129), message: String(repeating: "猫", count: 9999))
        #expect(long.code.isEmpty)
        #expect(long.message == String(repeating: "猫", count: 500) + "...")
        #expect(RemoteError.silent.failure == TaskFailure(code: "failed", message: "The upstream gave no reason."))
    }

    @Test("Absurd numbers of a task are none")
    func absurd() throws {
        let reply = WireReply(
            status: 200,
            body: [
                "id": "cgt-1", "status": "succeeded", "duration": .double(1e300), "seed": -1,
                "usage": ["completion_tokens": -5], "created_at": .integer(.max),
                "resolution": .string(String(repeating: "p", count: 300)),
            ]
        )
        guard case .task(let task) = ArkClientFace().task(reply) else {
            Issue.record("no task")
            return
        }
        #expect(task == RemoteTask(UpstreamReport(upstreamID: "cgt-1", state: .succeeded, word: "succeeded")))
    }
}
