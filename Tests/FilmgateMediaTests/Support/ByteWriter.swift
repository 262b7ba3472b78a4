/// Builds files by hand, field by field.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    @discardableResult
    mutating func text(_ text: String) -> Self {
        bytes += Array(text.utf8)
        return self
    }

    mutating func raw(_ more: [UInt8]) {
        bytes += more
    }

    mutating func zeros(_ count: Int) {
        bytes += [UInt8](repeating: 0, count: count)
    }

    /// A number of `width` bytes, the highest first.
    mutating func big(_ value: Int, _ width: Int) {
        for index in (0..<width).reversed() { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * index))) }
    }

    /// A number of `width` bytes, the lowest first.
    mutating func little(_ value: Int, _ width: Int) {
        for index in 0..<width { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * index))) }
    }

    static func make(_ build: (inout ByteWriter) -> Void) -> [UInt8] {
        var writer = ByteWriter()
        build(&writer)
        return writer.bytes
    }
}
