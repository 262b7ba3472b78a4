/// Trees along an embankment, in the colours of the season.
enum Avenue {
    private static func leaves(_ season: Season?) -> [UInt32] {
        switch season {
        case .spring: [0x8fbc5c, 0xf0b8c8, 0xa8c86a]
        case .summer, nil: [0x4c7f3e, 0x5f9448, 0x3f6f3a]
        case .autumn: [0xd8862c, 0xc4562a, 0xe0b040]
        case .winter: [0xe4eaf0, 0xc8d0d8, 0xf2f6fa]
        }
    }

    /// A row of round crowns on trunks that stand on row `foot`.
    static func trees(_ stage: inout Stage, _ light: Daylight, foot: Int, parallax: Float) -> Band {
        let (scale, noise) = (stage.scale, stage.noise)
        let style = stage.generator.next()
        let colours = leaves(stage.brief.season).map { light.lit(Colour(hex: $0), far: 0.06) }
        let bark = light.lit(Colour(hex: 0x4a3a2e))
        let pitch = 34 * scale
        let tall = Int(64 * scale) & ~1
        let layer = Layer(width: stage.layerWidth(parallax), height: tall) { x, y in
            let home = Int(Float(x) / pitch)
            var colour = Colour(0, 0, 0, 0)
            for number in home - 1...home + 1 {
                let code = Generator.hash(style, UInt64(number + 8), 2)
                guard code & 7 < 6 else { continue }
                let part = Float((code >> 8) & 255) / 255
                let radius = (13 + 8 * part) * scale
                let dx = Float(x) - (Float(number) + 0.3 + 0.4 * Float((code >> 16) & 255) / 255) * pitch
                let dy = Float(y) - (Float(tall) - radius - (10 + 6 * part) * scale)
                let rough = noise(Float(x) / (3.5 * scale) + 50, Float(y) / (3.5 * scale))
                let inside = radius * (1 + 0.13 * rough) - (dx * dx + dy * dy * 1.2).squareRoot()
                if inside > 0 {
                    let leaf = colours[Int((code >> 24) % UInt64(colours.count))]
                    colour = leaf.scaled(1.02 - 0.3 * dy / radius + 0.1 * rough).alpha(min(1, inside))
                } else if dy > 0, abs(dx) < 1.6 * scale, colour.w == 0 {
                    colour = bark
                }
            }
            return colour
        }
        return Band(layer: layer, parallax: parallax, y: (foot - tall) & ~1)
    }
}
