extension Vocabulary {
    /// Words for places, each list with what all of its words say.
    static let places: [(words: String, meanings: [Meaning])] = [
        (
            "大海,海洋,海上,海面,海边,海岸,海滩,海浪,浪花,沙滩,湖边,湖面,湖水,帆船,小船,渔船,海岛,小岛,马尔代夫,夏威夷,潮水,港口,sea,ocean,beach,waves crash,"
                + "waves crashing,crashing waves,coast,shore,seashore,seaside,sail,sailing,sailboat,boat,ship,"
                + "lake,island,harbor,harbour,surf,tide",
            [.family(.sea, 4)]
        ),
        ("海,湖,岛", [.family(.sea, 3)]),
        ("浪,船,帆,潮,bay,wave,waves", [.family(.sea, 2)]),
        (
            "城市,都市,街道,街头,大街,马路,霓虹,霓虹灯,高楼,摩天,大厦,车流,赛博,赛博朋克,天际线,上海,北京,东京,香港,纽约,外滩,罗马,柏林,旧金山,city,street,streets,"
                + "neon,skyline,downtown,urban,skyscraper,skyscrapers,traffic,cyberpunk,tokyo,shanghai,beijing,"
                + "metropolis,cityscape,manhattan,new york",
            [.family(.city, 4)]
        ),
        ("夜景,城,town", [.family(.city, 2)]),
        ("夜景", [.hour(.night)]),
        (
            "森林,树林,丛林,林间,林中,竹林,密林,松林,竹海,林海,雨林,树木,forest,forests,woods,woodland,jungle,rainforest,bamboo,grove,trees",
            [.family(.forest, 4)]
        ),
        ("树,林,tree", [.family(.forest, 2)]),
        (
            "草原,草地,草坪,田野,花田,麦田,花海,牧场,原野,油菜花,薰衣草,meadow,meadows,grassland,pasture,prairie,field,fields,lawn,"
                + "farm,ranch,wildflowers,countryside,麦浪,sea of flowers",
            [.family(.meadow, 4)]
        ),
        ("花,草,雏菊,向日葵,flower,flowers,grass,daisies,sunflowers,roses", [.family(.meadow, 2)]),
        (
            "沙漠,大漠,沙丘,戈壁,荒漠,仙人掌,绿洲,黄沙,撒哈拉,敦煌,desert,dune,dunes,sahara,cactus,cacti,oasis,gobi,sandstorm",
            [.family(.desert, 4)]
        ),
        (
            "山脉,高山,群山,雪山,山峰,山顶,山谷,山巅,峰,峡谷,云海,悬崖,长城,火山,喜马拉雅,mountain,mountains,alps,hill,hills,peak,peaks,"
                + "valley,canyon,cliff,matterhorn,himalaya,himalayas,summit,sea of clouds,great wall",
            [.family(.mountain, 4)]
        ),
        ("山,雪峰", [.family(.mountain, 3)]), ("雪山,林海雪原", [.weather(.snow)]), ("林海雪原", [.family(.forest, 4)]),
        (
            "太空,宇宙,星辰大海,星球,行星,银河,星系,星云,火星,土星,月球,地球,飞船,空间站,流星,流星雨,黑洞,space,outer space,galaxy,planet,planets,"
                + "nebula,cosmos,cosmic,universe,mars,saturn,orbiting,spaceship,spacecraft,starship,meteor,"
                + "asteroid,black hole,milky way,lunar,on the moon",
            [.family(.space, 4)]
        ),
        ("星空,星辰,stars,starry", [.family(.space, 2), .hour(.night)]),
        (
            "房间,室内,屋里,屋内,客厅,卧室,厨房,书房,咖啡馆,咖啡店,窗台,星巴克,窗边,窗前,沙发,办公室,教室,图书馆,酒吧,摇椅,壁炉,餐厅,room,bedroom,living room,"
                + "kitchen,office,indoors,indoor,cafe,café,coffee shop,sofa,couch,armchair,fireplace,library,"
                + "living space,office space,kitchen island,bay window,classroom,window sill,windowsill,"
                + "by the window,restaurant,studio,desk,barista",
            [.family(.room, 4)]
        ),
        ("窗,灯下,台灯,window,lamp,candle,candlelight,interior", [.family(.room, 2)]),
    ]
}
