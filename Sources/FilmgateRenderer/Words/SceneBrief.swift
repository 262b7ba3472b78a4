/// What a prompt says that the preview understands: a place, its weather and light, who is there, what the camera does.
struct SceneBrief: Sendable, Equatable {
    var family = SceneFamily.abstract
    /// Clear unless the prompt names another.
    var weather = Weather.clear
    /// It does not only rain.
    var isStorm = false
    /// Nil where the prompt leaves them open; the scene then chooses by the seed.
    var hour: Hour?
    var season: Season?
    var move: CameraMove?
    var actor: Actor?
    /// Whether there is one of whoever is named first, and no more.
    var isSingle = false
    var isHurried = false

    /// Only the beginning of a prompt is searched: a hostile one may be megabytes.
    private static let searched = 4000

    /// Reads the words in the order of the prompt. The family with the most weight wins; among equals a place before
    /// rain and snow, which can fall in it, and then the one named first. Of hours, seasons, moves and actors the one
    /// named first. What is quoted is spoken, and shows only where the rest says nothing.
    init(prompt: String) {
        let text = prompt.prefix(Self.searched).lowercased()
        let shown = Vocabulary.meanings(
            of: Quotation.parts(of: text).filter { !$0.isQuoted }.map(\.text).joined(separator: ", ")
        )
        var actors = 0
        var shot: CameraMove?
        var count: Vocabulary.Meaning?
        var weights: [(family: SceneFamily, weight: Int)] = []
        for meaning in shown.isEmpty ? Vocabulary.meanings(of: text) : shown {
            switch meaning {
            case .family(let family, let weight):
                if let index = weights.firstIndex(where: { $0.family == family }) {
                    weights[index].weight += weight
                } else {
                    weights.append((family, weight))
                }
            // What falls is seen through what hangs in the air.
            case .weather(let named): if weather == .clear || weather == .mist && named != .clear { weather = named }
            case .storm: isStorm = true
            // The sun shines, and it is somebody's day, at dawn and dusk too.
            case .hour(let named): if hour == nil || hour == .day { hour = named }
            case .season(let named): season = season ?? named
            case .move(let named): move = move ?? named
            case .shot(let suggested): shot = shot ?? suggested
            case .cue: break
            case .actor(let named):
                actor = actor ?? named
                actors += 1
            // What is said of the second actor is not said of the first.
            case .single, .several: if actors < 2 { count = count ?? meaning }
            case .hurry: isHurried = true
            }
        }
        move = move ?? shot
        isSingle = count == .single
        let isWeather = { (family: SceneFamily) in family == .rain || family == .snow }
        var best = 0
        for entry in weights.filter({ !isWeather($0.family) }) + weights.filter({ isWeather($0.family) })
        where entry.weight > best {
            (family, best) = (entry.family, entry.weight)
        }
        if family == .rain { weather = .rain }
        if family == .snow { weather = .snow }
        if weather == .snow { season = season ?? .winter }
        isStorm = isStorm && weather == .rain
    }
}
