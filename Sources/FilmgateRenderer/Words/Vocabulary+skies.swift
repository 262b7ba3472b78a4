extension Vocabulary {
    /// Words for weather, time of day and season.
    static let skies: [(words: String, meanings: [Meaning])] = [
        (
            "雨,下雨,大雨,暴雨,细雨,雨中,雷雨,雨夜,雨水,雨滴,雨伞,暴风雨,rain,rains,rainy,raining,rainfall,drizzle,downpour,rainstorm,"
                + "thunderstorm,umbrella,puddle,puddles",
            [.weather(.rain), .family(.rain, 3)]
        ),
        (
            "雷,暴风,狂风,风暴,台风,飓风,storm,storms,stormy,thunder,lightning,gale,gales,typhoon,hurricane,tempest",
            [.weather(.rain), .family(.rain, 1)]
        ),
        (
            "暴风,狂风,风暴,台风,飓风,暴风雨,storm,storms,stormy,gale,gales,typhoon,hurricane,tempest,rainstorm,thunderstorm",
            [.storm]
        ),
        ("巨浪,惊涛,骇浪,huge waves,giant waves", [.storm, .family(.sea, 4)]),
        ("雨夜", [.hour(.night)]),
        (
            "雪,下雪,大雪,雪花,飘雪,雪地,雪中,积雪,白雪,雪人,雪夜,冰雪,暴雪,暴风雪,snow,snows,snowy,snowing,snowfall,snowflakes,snowman,"
                + "blizzard,snowstorm",
            [.weather(.snow), .family(.snow, 3)]
        ),
        ("小屋,木屋,雪橇,cabin,hut,sleigh", [.family(.snow, 1)]),
        ("雪夜", [.hour(.night)]),
        ("冰,frozen,ice,icy,frost", [.family(.snow, 1)]),
        ("雾,薄雾,晨雾,浓雾,云雾,mist,misty,fog,foggy,haze,hazy", [.weather(.mist), .family(.mountain, 1)]),
        (
            "阴天,阴沉,多云,乌云,阴云,cloudy,overcast,grey sky,gray sky,dark clouds",
            [.weather(.mist), .family(.mountain, 1)]
        ),
        // Wind shows in grass.
        ("大风,微风,windy,breeze,breezy", [.weather(.clear), .family(.meadow, 1)]),
        (
            "日落,夕阳,落日,残阳,晚霞,sunset,sunsets,sundown,setting sun,sun sets,sun setting,sun slowly sets,"
                + "sun is setting,sun goes down",
            [.hour(.dusk), .family(.sea, 2)]
        ),
        (
            "黄昏,傍晚,暮色,黄金时刻,太阳下山,太阳落山,太阳落下,太阳缓缓落下,太阳西沉,太阳西下,dusk,twilight,golden hour,evening",
            [.hour(.dusk), .family(.sea, 1)]
        ),
        (
            "日出,朝阳,旭日,sunrise,rising sun,sun rises,sun slowly rises,sun rising,sun is rising,sun comes up",
            [.hour(.dawn), .family(.sea, 2)]
        ),
        ("太阳升起,太阳上升,太阳缓缓升起,太阳缓缓上升,太阳慢慢升起", [.hour(.dawn), .family(.sea, 1)]),
        (
            "凌晨,清早,大清早,一大早,清晨,黎明,早晨,早上,拂晓,破晓,晨光,dawn,daybreak,morning,early morning,first light",
            [.hour(.dawn)]
        ),
        (
            "夜,夜晚,深夜,夜里,午夜,晚上,月光,月夜,月色,明月,满月,圆月,月亮,凌晨一点,凌晨两点,凌晨三点,night,nights,nighttime,midnight,moonlight,"
                + "moonlit,full moon,under the moon",
            [.hour(.night), .family(.city, 1)]
        ),
        (
            "中午,正午,白天,下午,午后,晴天,晴朗,阳光,蓝天,day,daytime,noon,midday,afternoon,sunny,daylight,sunlight,sunshine,blue sky",
            [.hour(.day)]
        ),
        ("春,春天,春日,春季,樱花,桃花,spring,springtime,blossom,blossoms,cherry blossoms", [.season(.spring)]),
        ("樱花,桃花,blossom,blossoms,cherry blossoms", [.family(.forest, 2)]),
        ("夏,夏天,夏日,盛夏,summer,summertime", [.season(.summer)]),
        (
            "秋,秋天,秋日,深秋,红叶,枫叶,落叶,autumn,autumnal,in the fall,in fall,late fall,early fall,fall foliage,"
                + "fall leaves,fall colors,fall colours,fall day,maple,falling leaves",
            [.season(.autumn)]
        ),
        ("红叶,枫叶,落叶,maple,falling leaves,fall leaves,fall foliage", [.family(.forest, 2)]),
        ("冬,冬天,冬日,寒冬,winter,wintry", [.season(.winter), .family(.snow, 1)]),
    ]
}
