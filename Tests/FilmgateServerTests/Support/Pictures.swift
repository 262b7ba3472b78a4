/// Pictures of a header and filling: nothing on the way of a create decodes their pixels.
enum Pictures {
    /// A PNG of that size in pixels with at least that many bytes.
    static func png(width: Int = 640, height: Int = 480, bytes: Int = 100) -> [UInt8] {
        var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]
        file += Array("IHDR".utf8) + big(width) + big(height) + [8, 2, 0, 0, 0, 0, 0, 0, 0]
        file += [0, 0, 0, 0] + Array("IDAT".utf8)
        while file.count < bytes { file.append(UInt8(truncatingIfNeeded: file.count &* 31)) }
        return file
    }

    static func dataURL(_ bytes: [UInt8], type: String = "png") -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text = Array("data:image/\(type);base64,".utf8)
        text.reserveCapacity(text.count + bytes.count / 3 * 4 + 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let value = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for digit in 0...group.count { text.append(digits[value >> (18 - 6 * digit) & 63]) }
            for _ in group.count..<3 { text.append(UInt8(ascii: "=")) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// A form with one file.
    static func form(
        _ file: [UInt8],
        name: String = "file",
        filename: String = "cat.png"
    ) -> (type: String, body: [UInt8]) {
        let head =
            "--edge\r\nContent-Disposition: form-data; name=\"\(name)\"; filename=\"\(filename)\"\r\n"
            + "Content-Type: image/png\r\n\r\n"
        return ("multipart/form-data; boundary=edge", Array(head.utf8) + file + Array("\r\n--edge--\r\n".utf8))
    }

    private static func big(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}
