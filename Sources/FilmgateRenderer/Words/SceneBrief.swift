/// What a prompt says that the preview understands: a place, its weather and light, who is there, what the camera does.
struct SceneBrief: Sendable, Equatable {
    var family = SceneFamily.abstract
    /// Clear unless the prompt names another.
    var weather = Weather.clear
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

    /// Reads the words in the order of the prompt. The family with the most weight wins, the one named first among
    /// equals; of hours, seasons, moves and actors the one named first.
    init(prompt: String) {
        var actors = 0
        var count: Vocabulary.Meaning?
        var weights: [(family: SceneFamily, weight: Int)] = []
        for meaning in Vocabulary.meanings(of: prompt.prefix(Self.searched).lowercased()) {
            switch meaning {
            case .family(let family, let weight):
                if let index = weights.firstIndex(where: { $0.family == family }) {
                    weights[index].weight += weight
                } else {
                    weights.append((family, weight))
                }
            case .weather(let named): if weather == .clear { weather = named }
            case .hour(let named): hour = hour ?? named
            case .season(let named): season = season ?? named
            case .move(let named): move = move ?? named
            case .actor(let named):
                actor = actor ?? named
                actors += 1
            // What is said of the second actor is not said of the first.
            case .single, .several: if actors < 2 { count = count ?? meaning }
            case .hurry: isHurried = true
            }
        }
        isSingle = count == .single
        var best = 0
        for entry in weights where entry.weight > best { (family, best) = (entry.family, entry.weight) }
        if family == .rain { weather = .rain }
        if family == .snow { weather = .snow }
        if weather == .snow { season = season ?? .winter }
    }
}
