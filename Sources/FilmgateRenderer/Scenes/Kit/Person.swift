import Foundation

/// A person seen from the side: sitting, or walking with or without an umbrella.
struct Person {
    /// What the person wears, and how tall they are.
    struct Look {
        let skin: Colour
        let hair: Colour
        let coat: Colour
        let trousers: Colour
        let isWoman: Bool
        let size: Float

        init(_ generator: inout Generator, _ actor: Actor?, ambient: Colour) {
            func lit(_ hex: UInt32) -> Colour { (Colour(hex: hex) * ambient).alpha(1) }
            isWoman = actor == .woman || (actor != .man && generator.chance(0.5))
            size = actor == .child ? 0.78 : 1
            skin = lit(generator.pick([0xf0c4a0, 0xe0ac84, 0xc68a62, 0xf4d2b4]))
            let hairs: [UInt32] = actor == .elder ? [0xa8a4a0, 0xd8d4ce] : [0x1c1412, 0x2e1e16, 0x54321e]
            hair = lit(generator.pick(hairs))
            coat = lit(generator.pick([0xc0392b, 0x2f6fb0, 0xe0a030, 0x3f8f5f, 0x8e4a9e, 0xe8e2d6]))
            trousers = lit(generator.pick([0x27303e, 0x3a2e28, 0x4a5568]))
        }
    }

    /// A walker of 150 by 300 units, feet at 292; `phase` is the angle of the stride.
    static func walking(_ look: Look, phase: Float, umbrella: Colour?) -> Figure {
        var figure = Figure(width: 190, height: 300)
        let middle: Float = 92
        let hip: Float = 182
        func leg(_ turn: Float, _ colour: Colour) {
            let swing = sinf(phase + turn)
            let knee = SIMD2(middle + swing * 17 + 3, hip + 48)
            let lift = max(0, cosf(phase + turn)) * 9
            let foot = SIMD2(middle + swing * 31, 286 - lift)
            figure.limb(middle, hip, knee.x, knee.y, 13, 10, colour)
            figure.limb(knee.x, knee.y, foot.x, foot.y - 6, 9.5, 6.5, colour)
            figure.limb(foot.x - 2, foot.y, foot.x + 12, foot.y + 1, 6, 5, look.hair)
        }
        leg(3.14, look.trousers.scaled(0.7))
        leg(0, look.trousers)
        if look.isWoman {
            figure.polygon(
                [[middle - 22, 118], [middle + 22, 118], [middle + 36, 226], [middle - 36, 226]],
                look.coat
            )
        } else {
            figure.limb(middle, 122, middle, hip, 25, 21, look.coat)
        }
        figure.limb(middle, 112, middle, 150, 22, 23, look.coat)
        figure.limb(middle, 92, middle + 2, 76, 7, 7, look.skin)
        figure.ellipse(middle - 2, 58, 22, 23, look.hair)
        figure.ellipse(middle + 4, 61, 18, 20, look.skin)
        figure.ellipse(middle - 3, 46, 20, 12, look.hair)
        if look.isWoman { figure.limb(middle - 14, 54, middle - 18, 104, 11, 7, look.hair) }
        if let umbrella {
            figure.limb(middle + 20, 150, middle + 24, 20, 2.4, 2.4, Colour(hex: 0x241e1e))
            var dome: [SIMD2<Float>] = []
            for step in 0...16 {
                let angle = Float(step) / 16 * Float.pi
                dome.append([middle + 22 - cosf(angle) * 88, 46 - sinf(angle) * 44])
            }
            for step in 0..<4 {
                let right = middle + 22 + 88 - Float(step) * 44
                dome.append([right - 22, 37])
                dome.append([right - 44, 46])
            }
            figure.polygon(dome, umbrella, light: 0.3)
            figure.limb(middle - 4, 112, middle + 22, 136, 9, 7, look.coat.scaled(0.88))
            figure.ellipse(middle + 23, 134, 7, 7, look.skin)
        } else {
            let swing = sinf(phase) * 22
            figure.limb(middle, 108, middle + swing * 0.5, 146, 9.5, 8, look.coat.scaled(0.86))
            figure.limb(middle + swing * 0.5, 146, middle + swing + 6, 178, 8, 6, look.coat.scaled(0.86))
            figure.ellipse(middle + swing + 7, 181, 7, 7, look.skin)
        }
        return figure
    }

    /// Someone who sits on a chair and looks to the right, 260 by 300 units; `breath` is -1...1.
    static func sitting(_ look: Look, breath: Float, cup: Bool) -> Figure {
        var figure = Figure(width: 260, height: 300)
        let rise = breath * 1.8
        let nod = breath * 2.2
        figure.limb(84, 196, 156, 196, 19, 15, look.trousers)
        figure.limb(156, 196, 164, 268, 14, 10, look.trousers.scaled(0.92))
        figure.limb(160, 276, 188, 278, 9, 7, look.hair)
        figure.limb(80, 116 - rise, 80, 186, 27, 27, look.coat, light: 0.2)
        figure.limb(84, 96 - rise, 86, 78 - rise, 8.5, 8.5, look.skin)
        figure.ellipse(85 + nod * 0.4, 52 - rise, 27, 29, look.hair)
        figure.ellipse(93 + nod * 0.5, 56 - rise, 22, 25, look.skin, light: 0.1)
        figure.ellipse(86 + nod * 0.4, 37 - rise, 26, 15, look.hair)
        if look.isWoman { figure.limb(70, 46 - rise, 64, 116 - rise, 14, 9, look.hair) }
        figure.ellipse(102 + nod, 55 - rise, 2.4, 2.8, Colour(hex: 0x1a1210))
        figure.ellipse(115 + nod * 0.5, 62 - rise, 4, 4, look.skin)
        let lips = look.skin.mixed(Colour(hex: 0x8a2a28), 0.6)
        figure.limb(101 + nod, 67.5 - rise, 105 + nod, 70.5 - rise, 1.3, 1.5, lips)
        figure.limb(105 + nod, 70.5 - rise, 111 + nod, 68 - rise, 1.5, 1.3, lips)
        let hand = SIMD2<Float>(140, 138 - rise * 2)
        figure.limb(82, 118 - rise, 98, 160 - rise, 12, 10.5, look.coat.scaled(0.84))
        figure.limb(98, 160 - rise, hand.x, hand.y, 10, 8, look.coat.scaled(0.84))
        if cup {
            figure.box(hand.x + 10, hand.y - 8, 9, 10, round: 2, Colour(hex: 0xf2efe8))
        } else {
            let page = Colour(hex: 0xf4efe2)
            figure.polygon(
                [
                    [hand.x - 4, hand.y + 8], [hand.x + 26, hand.y - 26], [hand.x + 32, hand.y - 22],
                    [hand.x + 4, hand.y + 12],
                ],
                Colour(hex: 0x7a2e2e)
            )
            figure.polygon(
                [
                    [hand.x - 8, hand.y + 4], [hand.x + 18, hand.y - 34], [hand.x + 25, hand.y - 27],
                    [hand.x, hand.y + 9],
                ],
                page
            )
        }
        figure.ellipse(hand.x, hand.y, 8, 8, look.skin)
        return figure
    }
}
