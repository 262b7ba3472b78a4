/// One row of houses with lit windows, painted as a layer that stands on the waterline.
struct BuildingRow {
    private struct Building {
        let left: Int
        let right: Int
        let top: Int
        let setback: Int
        let style: UInt64
        let neon: Colour?
        let mast: Int
    }

    private let width: Int
    private let height: Int
    private let cell: Float
    private let lit: Float
    private let windows: [Colour]
    private let buildings: [Building]
    private let owner: [Int]

    /// Plans a row whose buildings are as wide and as high as the ranges allow, in pixels. A window with its wall takes
    /// `cell` pixels, and there is light behind the part `lit` of them.
    init(
        _ generator: inout Generator,
        width: Int,
        widths: ClosedRange<Float>,
        heights: ClosedRange<Float>,
        cell: Float,
        lit: Float,
        windows: [Colour],
        neon: [Colour]
    ) {
        self.width = width
        height = (Int(heights.upperBound * 1.18) + 2) & ~1
        self.cell = max(3, cell)
        self.lit = lit
        self.windows = windows
        var buildings: [Building] = []
        var owner = [Int](repeating: -1, count: width + 2)
        var x = -generator.float(0, widths.upperBound)
        while Int(x) < width {
            let wide = generator.float(widths.lowerBound, widths.upperBound)
            let shape = generator.float(0, 1)
            let tall = heights.lowerBound + (heights.upperBound - heights.lowerBound) * shape * shape
            let left = Int(x)
            let right = Int(x + wide)
            let building = Building(
                left: left,
                right: right,
                top: height - Int(tall),
                setback: generator.chance(0.4) ? Int(wide * generator.float(0.12, 0.25)) : 0,
                style: generator.next(),
                neon: !neon.isEmpty && generator.chance(0.38) ? generator.pick(neon) : nil,
                mast: generator.chance(0.3) ? Int(tall * generator.float(0.08, 0.17)) : 0
            )
            for column in max(0, left)..<max(max(0, left), min(width + 2, right)) { owner[column] = buildings.count }
            buildings.append(building)
            x += wide + (generator.chance(0.35) ? generator.float(0, widths.lowerBound * 0.6) : 0)
        }
        self.buildings = buildings
        self.owner = owner
    }

    /// How houses look by daylight.
    struct Facade {
        /// Each house has one of these.
        let walls: [Colour]
        let glass: Colour
        /// What panes show of the sky.
        let sky: Colour
        let isLitFromLeft: Bool
    }

    /// Paints the row: dark walls at night, or those of `facade`, with white roofs where there is `snow`.
    func paint(wall: Colour, haze: Colour, dim: Float, facade: Facade? = nil, snow: Colour? = nil) -> Layer {
        let nothing = Colour(0, 0, 0, 0)
        let span = Float(height)
        let walls = buildings.map { building in
            guard let facade else { return wall }
            if Self.isGlazed(building) { return facade.glass.mixed(facade.sky, 0.3) }
            return facade.walls[Int((building.style >> 8) % UInt64(facade.walls.count))]
        }
        return Layer(width: width, height: height) { x, y in
            let index = x < owner.count ? owner[x] : -1
            guard index >= 0 else { return nothing }
            let building = buildings[index]
            let inside = x - building.left
            let edge = min(inside, building.right - 1 - x)
            let rise = edge < building.setback ? building.top + building.setback * 2 : building.top
            guard y >= rise else {
                let middle = (building.left + building.right) / 2
                let pole = building.mast > 0 && abs(x - middle) < 1 && y > building.top - building.mast
                return pole ? walls[index] : nothing
            }
            if let snow,
                Float(y - rise) < cell * (0.34 + 0.16 * Float(Generator.hash(building.style, UInt64(x / 3), 1) & 1))
            {
                return snow
            }
            let part = Float(y) / span
            let along = Float(inside) / Float(max(1, building.right - building.left))
            var shade = 1 + 0.1 * (along - 0.5)
            if let facade { shade = (along < 0.6) == facade.isLitFromLeft ? 1 : 0.8 }
            var colour = walls[index].scaled(shade).mixed(haze, 0.34 * part * part)
            if let neon = building.neon, edge >= 2, edge < 2 + max(2, Int(cell * 0.4)), y > rise + Int(cell) {
                return neon.scaled(0.95)
            }
            let row = Int(Float(y - rise) / (cell * 1.35))
            let column = Int(Float(inside) / cell)
            let across = Float(inside) - Float(column) * cell
            let down = Float(y - rise) - Float(row) * cell * 1.35
            let frame: Float = facade != nil && Self.isGlazed(building) ? 0.16 : 0.24
            guard across > cell * frame, across < cell * (1.08 - frame), down > cell * (frame + 0.1), down < cell * 1.1,
                edge > 1, row > 0, Int(Float(column + 1) * cell) < building.right - building.left
            else { return colour }
            let code = Generator.hash(building.style, UInt64(column), UInt64(row))
            guard Float(code & 1023) / 1023 < lit else {
                guard let facade else { return colour.scaled(0.8) }
                // A pane shows more of the sky the higher it is, and no two the same.
                let shown = 0.12 + 0.3 * Float((code >> 20) & 255) / 255 + 0.34 * (1 - part)
                return facade.glass.mixed(facade.sky, shown).scaled(shade).mixed(haze, 0.3 * part * part)
            }
            let light = windows[Int((code >> 10) % UInt64(windows.count))]
            colour = colour.mixed(light, dim * (0.55 + 0.45 * Float((code >> 20) & 255) / 255))
            return colour
        }
    }

    /// Whether a house is one of glass.
    private static func isGlazed(_ building: Building) -> Bool { building.style & 3 == 0 }
}
