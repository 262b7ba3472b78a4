/// Which pictures the model takes (`ark.md`, section 3). Bounds count as inside, except the file size.
package struct PictureRules: Hashable, Sendable {
    /// Allowed width and height, pixels.
    package let sides: ClosedRange<Int>
    /// Width divided by height, at the least.
    package let narrowest: Ratio
    /// Width divided by height, at the most.
    package let widest: Ratio
    /// The file must be smaller than this, bytes.
    package let fileLimit: Int

    /// A quotient of whole numbers, so that a bound such as 0.4 is exact.
    package struct Ratio: Hashable, Sendable {
        package let width: Int
        package let height: Int

        package var value: Double { Double(width) / Double(height) }
    }

    /// Sides from 300 to 6,000 pixels, aspect from 0.4 to 2.5, below 30 MB.
    package static let seedance = PictureRules(
        sides: 300...6000,
        narrowest: Ratio(width: 2, height: 5),
        widest: Ratio(width: 5, height: 2),
        fileLimit: 30 * 1024 * 1024
    )

    /// What is wrong with the picture; `nil` when it may be used.
    package func violation(by picture: PictureInfo, fileSize: Int) -> PictureViolation? {
        if let violation = violation(byFileSize: fileSize) { return violation }
        for (side, length) in [(PictureViolation.Side.width, picture.width), (.height, picture.height)]
        where !sides.contains(length) {
            return .side(side, found: length, allowed: sides)
        }
        let isTooNarrow = picture.width * narrowest.height < picture.height * narrowest.width
        let isTooWide = picture.width * widest.height > picture.height * widest.width
        guard isTooNarrow || isTooWide else { return nil }
        return .aspect(
            found: Double(picture.width) / Double(picture.height),
            allowed: narrowest.value...widest.value
        )
    }

    /// The rule that can be judged before the picture has come in whole.
    package func violation(byFileSize size: Int) -> PictureViolation? {
        size < fileLimit ? nil : .fileSize(found: size, below: fileLimit)
    }
}

/// How a picture breaks the rules: what was found, and what would be right. Dialects put it in their own words.
package enum PictureViolation: Error, Hashable, CustomStringConvertible {
    package enum Side: String, Sendable {
        case width
        case height
    }

    /// Bytes.
    case fileSize(found: Int, below: Int)
    /// Pixels.
    case side(Side, found: Int, allowed: ClosedRange<Int>)
    /// Width divided by height.
    case aspect(found: Double, allowed: ClosedRange<Double>)

    package var description: String {
        switch self {
        case .fileSize(let found, let limit):
            "the file has \(found) bytes, it must have less than \(limit)"
        case .side(let side, let found, let allowed):
            "the \(side.rawValue) is \(found) pixels, it must be from \(allowed.lowerBound) to \(allowed.upperBound)"
        case .aspect(let found, let allowed):
            "width divided by height is \(Self.rounded(found)), it must be from \(allowed.lowerBound) to \(allowed.upperBound)"
        }
    }

    private static func rounded(_ value: Double) -> Double {
        (value * 10_000).rounded() / 10_000
    }
}
