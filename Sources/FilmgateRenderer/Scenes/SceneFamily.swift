/// What kind of scene a prompt asks for, told by its words.
enum SceneFamily: Sendable, Equatable {
    /// What falls from the sky of a mountain scene.
    enum Weather: Sendable, Equatable {
        case snow
        case rain
        case mist
    }

    case sea
    case city
    case mountain(Weather)
    case abstract

    /// Only the beginning of a prompt is searched: a hostile one may be megabytes.
    private static let searched = 4000

    private static let seaWords: [String] = [
        "海", "浪", "沙滩", "日落", "夕阳", "落日", "日出", "黄昏", "晚霞", "湖", "船", "帆", "岛", "潮", "sea", "ocean", "sunset",
        "sunrise", "beach", "wave", "waves", "coast", "shore", "sail", "sailing", "boat", "ship", "lake", "island",
        "dusk",
        "dawn", "harbor", "harbour", "surf", "tide",
    ]
    private static let cityWords: [String] = [
        "城市", "夜景", "都市", "街", "霓虹", "高楼", "摩天", "大厦", "夜晚", "车流", "赛博", "上海", "东京", "city", "night", "street",
        "neon", "skyline", "downtown", "urban", "skyscraper", "skyscrapers", "traffic", "cyberpunk", "tokyo",
        "shanghai",
        "metropolis", "cityscape",
    ]
    private static let mountainWords: [String] = [
        "山", "森林", "峰", "雾", "云海", "松", "竹林", "峡谷", "草原", "mountain", "mountains", "forest", "alps", "hill", "hills",
        "peak", "valley", "mist", "misty", "fog", "foggy", "pine", "pines", "canyon",
    ]
    private static let snowWords: [String] = [
        "雪", "冬", "冰", "snow", "snowy", "snowing", "snowfall", "winter", "blizzard", "frozen", "ice",
    ]
    private static let rainWords: [String] = [
        "雨", "雷", "暴风", "rain", "rainy", "raining", "storm", "thunder", "drizzle",
    ]

    /// Counts the words of each family; most words win, then the order of the cases.
    init(prompt: String) {
        let text = String(prompt.prefix(Self.searched)).lowercased()
        let words = Set(text.split { !($0.isASCII && $0.isLetter) }.map(String.init))
        func count(_ keys: [String]) -> Int {
            keys.count { key in key.utf8.first.map { $0 < 128 } == true ? words.contains(key) : text.contains(key) }
        }
        let snow = count(Self.snowWords)
        let rain = count(Self.rainWords)
        let mountain = count(Self.mountainWords) + snow + rain
        let sea = count(Self.seaWords)
        let city = count(Self.cityWords)
        if sea == 0, city == 0, mountain == 0 {
            self = .abstract
        } else if sea >= city, sea >= mountain {
            self = .sea
        } else if city >= mountain {
            self = .city
        } else {
            self = .mountain(rain > snow ? .rain : snow > 0 ? .snow : .mist)
        }
    }
}
