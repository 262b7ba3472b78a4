extension JSONParser {
    /// A number: whole ones that fit become integers, all others doubles; what no double can hold is refused.
    mutating func number() throws(JSONError) -> JSONValue {
        let start = index
        let negative = current == UInt8(ascii: "-")
        if negative { index += 1 }
        guard isDigit(current) else { throw failed(.badNumber, at: start) }
        var magnitude: UInt64 = 0
        var fits = true
        let firstDigit = index
        while isDigit(current) {
            let (shifted, tooLarge) = magnitude.multipliedReportingOverflow(by: 10)
            let (sum, overflow) = shifted.addingReportingOverflow(UInt64(current - UInt8(ascii: "0")))
            if tooLarge || overflow { fits = false }
            magnitude = sum
            index += 1
        }
        guard bytes[firstDigit] != UInt8(ascii: "0") || index == firstDigit + 1 else {
            throw failed(.badNumber, at: start)
        }
        var isWhole = true
        if current == UInt8(ascii: ".") {
            isWhole = false
            index += 1
            try digits(from: start)
        }
        if current | 0x20 == UInt8(ascii: "e") {
            isWhole = false
            index += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { index += 1 }
            try digits(from: start)
        }
        guard index - start <= limits.number else { throw failed(.badNumber, at: start) }
        if isWhole, fits {
            if !negative, let number = Int(exactly: magnitude) { return .integer(number) }
            if negative, magnitude <= UInt64(Int.max) { return .integer(-Int(magnitude)) }
            if negative, magnitude == UInt64(Int.max) + 1 { return .integer(Int.min) }
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        guard let number = Double(text), number.isFinite else { throw failed(.numberOutOfRange, at: start) }
        return .double(number)
    }

    @inline(__always)
    private func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    /// One digit or more.
    private mutating func digits(from start: Int) throws(JSONError) {
        guard isDigit(current) else { throw failed(.badNumber, at: start) }
        while isDigit(current) { index += 1 }
    }
}
