/// One row of a warped plane: the four pixels around each place, fetched first and mixed then.
///
/// Places on a straight line step from pixel to pixel by about one. So sixteen of them lie within little more than sixteen
/// neighbours, and are picked from a few loads of sixteen bytes, each beside the last by one, instead of one by one.
struct WarpedRow {
    private typealias Bytes = SIMD16<UInt8>

    private static let lanes = 16
    /// 0...15. In memory, because as a constant it is taken apart by the compiler, and the vector code with it.
    private let ramp: UnsafeMutablePointer<SIMD16<Int32>>
    private let memory: UnsafeMutablePointer<UInt8>
    private let stride: Int
    /// How much of the right and of the lower neighbours counts, of 256.
    private let right: UnsafeMutablePointer<UInt8>
    private let below: UnsafeMutablePointer<UInt8>

    init(count: Int) {
        ramp = .allocate(capacity: 1)
        ramp.initialize(to: SIMD16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15))
        // The last group of a row is written in whole.
        stride = count + Self.lanes
        memory = .allocate(capacity: 6 * stride)
        memory.initialize(repeating: 0, count: 6 * stride)
        (right, below) = (memory + 4 * stride, memory + 5 * stride)
    }

    func free() {
        ramp.deallocate()
        memory.deallocate()
    }

    /// Fetches a range of the row, whose first pixel is taken from `start` and each other `step` further. The plane has
    /// ``Frame/margin`` readable bytes on both sides.
    @inline(__always)
    func fetch(
        _ source: UnsafeMutablePointer<UInt8>,
        _ width: Int,
        _ height: Int,
        _ start: SIMD2<Float>,
        _ step: SIMD2<Float>,
        _ range: Range<Int>
    ) {
        var (x, y) = (Int32(start.x * 65_536), Int32(start.y * 65_536))
        let (stepX, stepY) = (Int32(step.x * 65_536), Int32(step.y * 65_536))
        let steps = Int32(range.count - 1)
        let (endX, endY) = (x + steps * stepX, y + steps * stepY)
        // Whatever the mesh says, nothing is read outside of the plane.
        precondition(min(x, endX) >= 0 && Int(max(x, endX) >> 16) < width - 1)
        precondition(min(y, endY) >= 0 && Int(max(y, endY) >> 16) < height - 1)
        Self.fractions(right + range.lowerBound, from: x, step: stepX, count: range.count)
        Self.fractions(below + range.lowerBound, from: y, step: stepY, count: range.count)
        var i = range.lowerBound
        while i < range.upperBound {
            let count = min(range.upperBound - i, Self.stay(at: y, step: stepY))
            let row = source + Int(y &>> 16) * width
            if (0...131_072).contains(stepX) {
                pick(row, width, into: memory + i, x: x, step: stepX, count: count)
            } else {
                pickSingly(row, width, into: memory + i, x: x, step: stepX, count: count)
            }
            i += count
            x &+= Int32(count) &* stepX
            y &+= Int32(count) &* stepY
        }
    }

    /// For how many pixels the rows above and below the place stay the same ones.
    @inline(__always)
    private static func stay(at y: Int32, step: Int32) -> Int {
        if step > 0 { return Int((65_535 &- (y & 65_535)) / step) + 1 }
        return step < 0 ? Int((y & 65_535) / -step) + 1 : .max
    }

    @inline(never)
    private static func fractions(_ target: UnsafeMutablePointer<UInt8>, from: Int32, step: Int32, count: Int) {
        let (from, step) = (UInt16(truncatingIfNeeded: from), UInt16(truncatingIfNeeded: step))
        for i in 0..<count {
            target[i] = UInt8(truncatingIfNeeded: (from &+ UInt16(truncatingIfNeeded: i) &* step) &>> 8)
        }
    }

    /// Fetches pixels of one row and of the one below, for steps of 0...2 pixels.
    @inline(never)
    private func pick(
        _ row: UnsafeMutablePointer<UInt8>,
        _ width: Int,
        into target: UnsafeMutablePointer<UInt8>,
        x: Int32,
        step: Int32,
        count: Int
    ) {
        let drift = ramp.pointee &* (step &- 65_536)
        var (x, i) = (x, 0)
        while i < count {
            // How far each pixel lies beside the one that steps of exactly one would have reached.
            let wide = (drift &+ (x & 65_535)) &>> 16
            let beside = SIMD16<Int8>(truncatingIfNeeded: wide)
            let reach = min(wide[15], 0)...max(wide[15], 0)
            let place = UnsafeRawPointer(row + Int(x &>> 16))
            choose(place, beside, reach, into: target + i)
            choose(place + width, beside, reach, into: target + i + 2 * stride)
            i &+= Self.lanes
            x &+= Int32(Self.lanes) &* step
        }
    }

    /// Writes sixteen pixels and, a line further, their right neighbours.
    @inline(__always)
    private func choose(
        _ place: UnsafeRawPointer,
        _ beside: SIMD16<Int8>,
        _ reach: ClosedRange<Int32>,
        into target: UnsafeMutablePointer<UInt8>
    ) {
        var offset = reach.lowerBound
        var here = place.loadUnaligned(fromByteOffset: Int(offset), as: Bytes.self)
        var next = place.loadUnaligned(fromByteOffset: Int(offset) &+ 1, as: Bytes.self)
        var last = next
        while offset < reach.upperBound {
            // All bits where a pixel lies further than `offset`: a comparison would not become vector code.
            let further = unsafeBitCast((Int8(truncatingIfNeeded: offset) &- beside) &>> 7, to: Bytes.self)
            let beyond = place.loadUnaligned(fromByteOffset: Int(offset) &+ 2, as: Bytes.self)
            here = (here & ~further) | (last & further)
            next = (next & ~further) | (beyond & further)
            last = beyond
            offset &+= 1
        }
        UnsafeMutableRawPointer(target).storeBytes(of: here, as: Bytes.self)
        UnsafeMutableRawPointer(target + stride).storeBytes(of: next, as: Bytes.self)
    }

    /// The same for any step: where a mesh folds.
    private func pickSingly(
        _ row: UnsafeMutablePointer<UInt8>,
        _ width: Int,
        into target: UnsafeMutablePointer<UInt8>,
        x: Int32,
        step: Int32,
        count: Int
    ) {
        for i in 0..<count {
            let place = row + Int((x &+ Int32(i) &* step) &>> 16)
            target[i] = place[0]
            target[i + stride] = place[1]
            target[i + 2 * stride] = place[width]
            target[i + 3 * stride] = place[width + 1]
        }
    }

    @inline(never)
    func mix(into target: UnsafeMutablePointer<UInt8>, count: Int) {
        let (one, two, three, four) = (memory, memory + stride, memory + 2 * stride, memory + 3 * stride)
        for i in 0..<count {
            let (right, below) = (UInt16(right[i]), UInt16(below[i]))
            let upper = (UInt16(one[i]) &* (256 &- right) &+ UInt16(two[i]) &* right &+ 128) &>> 8
            let lower = (UInt16(three[i]) &* (256 &- right) &+ UInt16(four[i]) &* right &+ 128) &>> 8
            target[i] = UInt8(truncatingIfNeeded: (upper &* (256 &- below) &+ lower &* below &+ 128) &>> 8)
        }
    }
}
