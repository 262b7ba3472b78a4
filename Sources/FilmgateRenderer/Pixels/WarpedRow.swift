/// One row of warped planes of the same size: the four pixels around each place, fetched first and mixed then.
///
/// Places on a straight line step from pixel to pixel by about one. So sixteen of them lie within little more than sixteen
/// neighbours, and are picked from a few loads of sixteen bytes, each beside the last by one, instead of one by one.
struct WarpedRow {
    private typealias Bytes = SIMD16<UInt8>
    private typealias Pair = (here: Bytes, next: Bytes)

    private static let lanes = 16
    /// 0...15. In memory, because as a constant it is taken apart by the compiler, and the vector code with it.
    private let ramp: UnsafeMutablePointer<SIMD16<Int32>>
    private let memory: UnsafeMutablePointer<UInt8>
    /// The four pixels lie in a line each, one plane's after the other's.
    private let stride: Int
    /// How much of the right and of the lower neighbours counts, of 256.
    private let right: UnsafeMutablePointer<UInt8>
    private let below: UnsafeMutablePointer<UInt8>

    init(count: Int, planes: Int) {
        ramp = .allocate(capacity: 1)
        ramp.initialize(to: SIMD16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15))
        // The last group of a row is written in whole.
        stride = count + Self.lanes
        memory = .allocate(capacity: (4 * planes + 2) * stride)
        memory.initialize(repeating: 0, count: (4 * planes + 2) * stride)
        (right, below) = (memory + 4 * planes * stride, memory + (4 * planes + 1) * stride)
    }

    func free() {
        ramp.deallocate()
        memory.deallocate()
    }

    /// Fetches a range of the row, whose first pixel is taken from `start` and each other `step` further. The planes have
    /// ``Frame/margin`` readable bytes on both sides.
    @inline(__always)
    func fetch(
        _ planes: [UnsafeMutablePointer<UInt8>],
        _ width: Int,
        _ height: Int,
        _ start: SIMD2<Float>,
        _ step: SIMD2<Float>,
        _ range: Range<Int>
    ) {
        let way = Way(
            x: Int32(start.x * 65_536),
            y: Int32(start.y * 65_536),
            stepX: Int32(step.x * 65_536),
            stepY: Int32(step.y * 65_536)
        )
        let end = way.after(range.count - 1)
        // Whatever the mesh says, nothing is read outside of the plane.
        precondition(min(way.x, end.x) >= 0 && Int(max(way.x, end.x) >> 16) < width - 1)
        precondition(min(way.y, end.y) >= 0 && Int(max(way.y, end.y) >> 16) < height - 1)
        Self.fractions(right + range.lowerBound, from: way.x, step: way.stepX, count: range.count)
        Self.fractions(below + range.lowerBound, from: way.y, step: way.stepY, count: range.count)
        for (number, plane) in planes.enumerated() {
            let target = memory + 4 * number * stride + range.lowerBound
            if way.isGentle {
                pick(plane, width, into: target, way, count: range.count)
            } else {
                pickSingly(plane, width, into: target, way, count: range.count)
            }
        }
    }

    /// A straight line of places, in 1/65536 pixel.
    private struct Way {
        var x: Int32
        var y: Int32
        let stepX: Int32
        let stepY: Int32

        /// Whether sixteen places lie close together.
        var isGentle: Bool { (0...131_072).contains(stepX) && abs(stepY) <= 32_768 }

        @inline(__always)
        func after(_ count: Int) -> Way {
            var result = self
            result.x &+= Int32(truncatingIfNeeded: count) &* stepX
            result.y &+= Int32(truncatingIfNeeded: count) &* stepY
            return result
        }
    }

    @inline(never)
    private static func fractions(_ target: UnsafeMutablePointer<UInt8>, from: Int32, step: Int32, count: Int) {
        let (from, step) = (UInt16(truncatingIfNeeded: from), UInt16(truncatingIfNeeded: step))
        for i in 0..<count {
            target[i] = UInt8(truncatingIfNeeded: (from &+ UInt16(truncatingIfNeeded: i) &* step) &>> 8)
        }
    }

    /// Fetches pixels of a gentle way, sixteen at a time: from each row that they touch all are picked, and kept are those
    /// that lie in it or in the one above.
    @inline(never)
    private func pick(
        _ plane: UnsafeMutablePointer<UInt8>,
        _ width: Int,
        into target: UnsafeMutablePointer<UInt8>,
        _ way: Way,
        count: Int
    ) {
        let ramp = ramp.pointee
        let (aside, down) = (ramp &* (way.stepX &- 65_536), ramp &* way.stepY)
        var (x, y, i) = (way.x, way.y, 0)
        while i < count {
            let (partX, partY) = (x & 65_535, y & 65_535)
            // Nothing is read for what lies behind the end.
            let last = Int32(truncatingIfNeeded: min(count &- i, Self.lanes) &- 1)
            let side = (partX &+ last &* (way.stepX &- 65_536)) &>> 16
            let depth = (partY &+ last &* way.stepY) &>> 16
            let place = plane + (Int(y &>> 16) &* width &+ Int(x &>> 16))
            var (upper, lower): (Pair, Pair)
            if side == 0, depth == 0 {
                // Most groups: all sixteen follow each other in one row.
                (upper, lower) = (Self.pair(place), Self.pair(place + width))
            } else {
                // How far each pixel lies beside the one that steps of exactly one would have reached, how many rows below.
                let beside = SIMD16<Int8>(truncatingIfNeeded: (aside &+ partX) &>> 16)
                let below = SIMD16<Int8>(truncatingIfNeeded: (down &+ partY) &>> 16)
                var row = min(depth, 0)
                upper = choose(place + Int(row) &* width, beside, min(side, 0), max(side, 0))
                lower = upper
                while row <= max(depth, 0) {
                    let next = choose(place + Int(row &+ 1) &* width, beside, min(side, 0), max(side, 0))
                    let inNext = Self.further(below, than: row)
                    upper = (Self.replace(upper.here, next.here, inNext), Self.replace(upper.next, next.next, inNext))
                    let inThis = Self.further(below, than: row &- 1)
                    lower = (Self.replace(lower.here, next.here, inThis), Self.replace(lower.next, next.next, inThis))
                    row &+= 1
                }
            }
            let end = UnsafeMutableRawPointer(target + i)
            end.storeBytes(of: upper.here, as: Bytes.self)
            (end + stride).storeBytes(of: upper.next, as: Bytes.self)
            (end + 2 &* stride).storeBytes(of: lower.here, as: Bytes.self)
            (end + 3 &* stride).storeBytes(of: lower.next, as: Bytes.self)
            i &+= Self.lanes
            x &+= Int32(Self.lanes) &* way.stepX
            y &+= Int32(Self.lanes) &* way.stepY
        }
    }

    /// Sixteen pixels that follow each other in a row, and their right neighbours.
    @inline(__always)
    private static func pair(_ row: UnsafeMutablePointer<UInt8>) -> Pair {
        let place = UnsafeRawPointer(row)
        return (place.loadUnaligned(as: Bytes.self), place.loadUnaligned(fromByteOffset: 1, as: Bytes.self))
    }

    /// Sixteen pixels of a row and their right neighbours, each `beside` its place by `low` to `high`.
    @inline(__always)
    private func choose(
        _ row: UnsafeMutablePointer<UInt8>,
        _ beside: SIMD16<Int8>,
        _ low: Int32,
        _ high: Int32
    ) -> Pair {
        let place = UnsafeRawPointer(row)
        var offset = low
        var (here, next) = Self.pair(row + Int(offset))
        var last = next
        while offset < high {
            let further = Self.further(beside, than: offset)
            let beyond = place.loadUnaligned(fromByteOffset: Int(offset) &+ 2, as: Bytes.self)
            here = Self.replace(here, last, further)
            next = Self.replace(next, beyond, further)
            last = beyond
            offset &+= 1
        }
        return (here, next)
    }

    /// All bits where a number is above `limit`: a comparison would not become vector code.
    @inline(__always)
    private static func further(_ numbers: SIMD16<Int8>, than limit: Int32) -> Bytes {
        unsafeBitCast((Int8(truncatingIfNeeded: limit) &- numbers) &>> 7, to: Bytes.self)
    }

    @inline(__always)
    private static func replace(_ old: Bytes, _ new: Bytes, _ mask: Bytes) -> Bytes { (old & ~mask) | (new & mask) }

    /// The same for any way: where a mesh leans or folds.
    @inline(never)
    private func pickSingly(
        _ plane: UnsafeMutablePointer<UInt8>,
        _ width: Int,
        into target: UnsafeMutablePointer<UInt8>,
        _ way: Way,
        count: Int
    ) {
        var (x, y) = (way.x, way.y)
        for i in 0..<count {
            let place = plane + (Int(y &>> 16) &* width &+ Int(x &>> 16))
            target[i] = place[0]
            target[i &+ stride] = place[1]
            target[i &+ 2 &* stride] = place[width]
            target[i &+ 3 &* stride] = place[width &+ 1]
            x &+= way.stepX
            y &+= way.stepY
        }
    }

    /// Mixes what was fetched of one of the planes.
    @inline(never)
    func mix(_ plane: Int, into target: UnsafeMutablePointer<UInt8>, count: Int) {
        let one = memory + 4 * plane * stride
        let (two, three, four) = (one + stride, one + 2 * stride, one + 3 * stride)
        for i in 0..<count {
            let (right, below) = (UInt16(right[i]), UInt16(below[i]))
            let upper = (UInt16(one[i]) &* (256 &- right) &+ UInt16(two[i]) &* right &+ 128) &>> 8
            let lower = (UInt16(three[i]) &* (256 &- right) &+ UInt16(four[i]) &* right &+ 128) &>> 8
            target[i] = UInt8(truncatingIfNeeded: (upper &* (256 &- below) &+ lower &* below &+ 128) &>> 8)
        }
    }
}
