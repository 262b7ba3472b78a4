import FilmgateDomain

extension JSONValue {
    /// An amount in whole units of its currency, `factor` times: credits are a multiple of money.
    static func amount(_ money: Money, times factor: Int64 = 1) -> JSONValue {
        let (scaled, overflow) = money.micros.multipliedReportingOverflow(by: factor)
        guard !overflow else { return .double(Double(money.micros) / 1_000_000 * Double(factor)) }
        return scaled.isMultiple(of: 1_000_000)
            ? .integer(Int(scaled / 1_000_000)) : .double(Double(scaled) / 1_000_000)
    }
}
