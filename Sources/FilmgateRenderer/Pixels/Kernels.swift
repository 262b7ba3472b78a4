/// The inner loops over one row of one plane. Wrapping 16-bit arithmetic without bounds checks, so that the compiler
/// turns each into vector code; every caller guarantees the lengths.
enum Kernels {
    /// `target[i]` becomes the mixture of `source[i]` and `source[i + 1]`, `part` of 256 of the latter.
    @inline(never)
    static func shift(
        _ target: UnsafeMutablePointer<UInt8>,
        _ source: UnsafePointer<UInt8>,
        part: Int,
        count: Int
    ) {
        guard part != 0 else {
            target.update(from: source, count: count)
            return
        }
        let second = UInt16(truncatingIfNeeded: part)
        let first = 256 &- second
        for i in 0..<count {
            let a = UInt16(truncatingIfNeeded: source[i])
            let b = UInt16(truncatingIfNeeded: source[i &+ 1])
            target[i] = UInt8(truncatingIfNeeded: (a &* first &+ b &* second &+ 128) &>> 8)
        }
    }

    /// Mixes two rows, `part` of 256 of the second.
    @inline(never)
    static func mix(
        _ target: UnsafeMutablePointer<UInt8>,
        _ one: UnsafePointer<UInt8>,
        _ two: UnsafePointer<UInt8>,
        part: Int,
        count: Int
    ) {
        guard part != 0 else {
            target.update(from: one, count: count)
            return
        }
        let second = UInt16(truncatingIfNeeded: part)
        let first = 256 &- second
        for i in 0..<count {
            let a = UInt16(truncatingIfNeeded: one[i])
            let b = UInt16(truncatingIfNeeded: two[i])
            target[i] = UInt8(truncatingIfNeeded: (a &* first &+ b &* second &+ 128) &>> 8)
        }
    }

    /// Lays a premultiplied row with its alpha over the target; both are sampled between `i` and `i + 1`.
    @inline(never)
    static func over(
        _ target: UnsafeMutablePointer<UInt8>,
        _ colour: UnsafePointer<UInt8>,
        _ alpha: UnsafePointer<UInt8>,
        part: Int,
        count: Int
    ) {
        let second = UInt16(truncatingIfNeeded: part)
        let first = 256 &- second
        for i in 0..<count {
            let c =
                (UInt16(truncatingIfNeeded: colour[i]) &* first
                    &+ UInt16(truncatingIfNeeded: colour[i &+ 1]) &* second &+ 128) &>> 8
            let a =
                (UInt16(truncatingIfNeeded: alpha[i]) &* first
                    &+ UInt16(truncatingIfNeeded: alpha[i &+ 1]) &* second &+ 128) &>> 8
            let rest = 256 &- (a &+ (a &>> 7))
            target[i] = UInt8(truncatingIfNeeded: c &+ ((UInt16(truncatingIfNeeded: target[i]) &* rest &+ 128) &>> 8))
        }
    }

    /// The same with less of the row, `opacity` of 256.
    @inline(never)
    static func over(
        _ target: UnsafeMutablePointer<UInt8>,
        _ colour: UnsafePointer<UInt8>,
        _ alpha: UnsafePointer<UInt8>,
        part: Int,
        opacity: Int,
        count: Int
    ) {
        let second = UInt16(truncatingIfNeeded: part)
        let first = 256 &- second
        let share = UInt16(truncatingIfNeeded: opacity)
        for i in 0..<count {
            var c =
                (UInt16(truncatingIfNeeded: colour[i]) &* first
                    &+ UInt16(truncatingIfNeeded: colour[i &+ 1]) &* second &+ 128) &>> 8
            var a =
                (UInt16(truncatingIfNeeded: alpha[i]) &* first
                    &+ UInt16(truncatingIfNeeded: alpha[i &+ 1]) &* second &+ 128) &>> 8
            c = (c &* share) &>> 8
            a = (a &* share) &>> 8
            let rest = 256 &- (a &+ (a &>> 7))
            target[i] = UInt8(truncatingIfNeeded: c &+ ((UInt16(truncatingIfNeeded: target[i]) &* rest &+ 128) &>> 8))
        }
    }

    /// Lays a premultiplied row with its alpha over the target.
    @inline(never)
    static func over(
        _ target: UnsafeMutablePointer<UInt8>,
        _ colour: UnsafePointer<UInt8>,
        _ alpha: UnsafePointer<UInt8>,
        count: Int
    ) {
        for i in 0..<count {
            let a = UInt16(truncatingIfNeeded: alpha[i])
            let rest = 256 &- (a &+ (a &>> 7))
            let below = (UInt16(truncatingIfNeeded: target[i]) &* rest &+ 128) &>> 8
            target[i] = UInt8(truncatingIfNeeded: UInt16(truncatingIfNeeded: colour[i]) &+ below)
        }
    }

    /// Mixes the target with one fixed value, `part` of 256 of the value.
    @inline(never)
    static func tint(_ target: UnsafeMutablePointer<UInt8>, _ value: Int, part: Int, count: Int) {
        let rest = UInt16(truncatingIfNeeded: 256 - part)
        let add = UInt16(truncatingIfNeeded: value * part + 128)
        for i in 0..<count {
            target[i] = UInt8(truncatingIfNeeded: (UInt16(truncatingIfNeeded: target[i]) &* rest &+ add) &>> 8)
        }
    }

    /// Samples a row at `index[i] + part[i] / 256`. The row has one readable byte more than the largest index.
    @inline(never)
    static func gather(
        _ target: UnsafeMutablePointer<UInt8>,
        _ source: UnsafePointer<UInt8>,
        index: UnsafePointer<Int32>,
        part: UnsafePointer<Int32>,
        count: Int
    ) {
        for i in 0..<count {
            let at = Int(index[i])
            let a = Int32(truncatingIfNeeded: source[at])
            let b = Int32(truncatingIfNeeded: source[at &+ 1])
            target[i] = UInt8(truncatingIfNeeded: ((a &<< 8) &+ (b &- a) &* part[i] &+ 128) &>> 8)
        }
    }

    /// Multiplies by `gain / 65536` and rounds at a threshold of its own for each pixel, so that a slow change of
    /// light moves single pixels and never a whole band. With a gain of 65536 the row stays as it is.
    @inline(never)
    static func light(
        _ target: UnsafeMutablePointer<UInt8>,
        _ source: UnsafePointer<UInt8>,
        gain: Int,
        thresholds: UnsafePointer<UInt16>,
        count: Int
    ) {
        let factor = UInt32(truncatingIfNeeded: gain)
        for i in 0..<count {
            let value = UInt32(truncatingIfNeeded: source[i]) &* factor &+ UInt32(truncatingIfNeeded: thresholds[i])
            target[i] = UInt8(truncatingIfNeeded: min(value &>> 16, 235))
        }
    }
}
