extension Vocabulary {
    /// Chinese words within which another word means nothing, or something else.
    static let compounds: [(words: String, meanings: [Meaning])] = [
        // 海
        ("北海道,海鲜,海报,海关,海军,海绵,海苔,海带,海选,海淀,海马体,脑海,火海,书海,四海,海量,海外,海蓝色", []),
        ("海拔,青海", [.family(.mountain, 1)]),
        ("沙海", [.family(.desert, 4)]),
        ("人海,人山人海,人潮,高峰期,高峰时段", [.family(.city, 2)]),
        ("海底捞", [.family(.room, 2)]),
        ("海马", [.family(.sea, 3)]),
        // 浪, 船, 帆, 潮, 湖, 岛
        ("流浪,浪漫,浪费,浪子,热浪,声浪,气浪,波浪卷", []),
        ("帆布,潮流,潮牌,潮湿,潮玩,潮人,新潮,高潮,热潮,思潮,江湖,湖南,湖北,岛台", []),
        // 马, 牛, 羊, 猫, 狗 and other animals
        (
            "马上,马拉松,马赛克,马克杯,马克笔,马卡龙,马桶,马达,马力,马尾,马甲,马戏,马来西亚,马蹄莲,木马,旋转木马,河马,巴拿马,牛奶,牛仔,牛排,牛肉,牛油果,牛皮,牛津,牛顿,蜗牛,吹牛,"
                + "牵牛花,金牛座,羊毛,羊肉,羊绒,羊驼毛,白羊座,狼狈,狼藉,狼人,猫步,猫眼,热狗,狮子座,狮子头,老虎机",
            []
        ),
        ("骑马,骑在马上,坐在马上,斑马", [.actor(.horse), .family(.meadow, 3)]),
        ("斑马线", [.family(.city, 2)]),
        ("羚羊,长颈鹿", [.actor(.deer), .family(.meadow, 3)]),
        ("熊猫,猫头鹰", [.family(.forest, 2)]),
        // 山, 峰, 城
        ("山药,山楂,山寨,山东,山西,假山,江山,中山装,峰会,巅峰,驼峰,商城,城隍", []),
        ("城堡", [.family(.mountain, 2)]),
        ("冰岛", [.family(.mountain, 3)]),
        // 林, 树, 花, 草
        ("林立,武林,少林,吉林,奥林匹克,树脂,树莓", []),
        ("园林", [.family(.forest, 1)]),
        ("桂林", [.family(.mountain, 3)]),
        (
            "花瓶,花生,花椒,花费,花样,花式,花纹,花洒,花絮,花旦,花滑,火花,水花,泪花,拉花,爆米花,棉花糖,豆花,葱花,校花,眼花,五花肉,油花,花钱,花时间,花白,草莓,草帽,草稿,草书,草率,"
                + "草药,草图,潦草,起草",
            []
        ),
        ("天花板", [.family(.room, 2)]),
        ("烟花,礼花", [.hour(.night)]),
        // 春, 夏, 秋, 冬
        ("青春,春晚,春卷,春联,春节,春运,华夏,秋千,秋裤,秋刀鱼,千秋,冬瓜,冬菇,冬奥", []),
        // 雪, 冰, 雨, 雷, 雾, 风
        ("雪糕,雪碧,雪茄,雪白,雪梨,雪纺,冰淇淋,冰激凌,冰糖,冰糖葫芦,冰块,冰镇,冰可乐,冰美式,冰咖啡,冰冷,冰球", []),
        ("冰箱", [.family(.room, 2)]),
        ("雷达,地雷,手雷,鱼雷,雷锋,雷神,喷雾,雾化,枪林弹雨,大风车,大风扇,头脑风暴", []),
        ("沙漠风暴", [.family(.desert, 4)]),
        // 星, 夜, 窗 and the rest
        ("明星,火星四溅,火星飞溅,地球仪,夜莺,吉他,其他,他人,沙拉,拉面,拉萨,拉丁,拉小提琴,拉着,推门,推开,推着,推车,车窗", []),
        ("橱窗", [.family(.city, 2)]),
        ("跑车", [.family(.city, 1)]), ("跑鞋,跑步机", []),
        // What is no camera's
        ("推进器,推进剂,慢慢拉开窗帘,缓缓拉开窗帘,拉开窗帘,拉开门,拉开抽屉,拉开序幕", []),
        ("群山环绕", [.family(.mountain, 4)]), ("云雾环绕", [.weather(.mist), .family(.mountain, 1)]),
        ("绿树环绕", [.family(.forest, 2)]),
    ]

    /// English phrases of the kind.
    static let phrases: [(words: String, meanings: [Meaning])] = [
        (
            "depth of field,field of view,field of vision,force field,magnetic field,field trip,"
                + "track and field,open space,negative space,personal space,safe space,empty space,copy space,"
                + "white space,blank space,space between,space heater,space bar",
            []
        ),
        ("parking space,parking spaces,street lamp,street lamps,shop window,shop windows", [.family(.city, 2)]),
        ("office building,office buildings,office tower,office towers", [.family(.city, 4)]),
        (
            "hot spring,hot springs,spring roll,spring rolls,spring dress,spring onion,spring onions,"
                + "spring mattress", []
        ),
        (
            "wave at,waves at,wave to,waves to,wave goodbye,waves goodbye,wave hello,waves hello,wave her,"
                + "waves her,wave his,waves his,wave their,waves a,wave of,waves of,"
                + "huge waves of,giant waves of,heat wave,heat waves,"
                + "shock wave,shock waves,sound wave,sound waves,radio wave,radio waves,light waves,"
                + "brain waves,new wave",
            []
        ),
        ("ocean waves,sea waves,waves of the sea,waves of the ocean", [.family(.sea, 4)]),
        (
            "sea of people,sea salt,ice cream,ice cube,ice cubes,hot dog,hot dogs,camel coat,storm trooper,"
                + "storm troopers,movie stars,pop stars,rock stars,five stars,room temperature,room service,"
                + "window shopping,car window,peak hour,peak hours,studio ghibli,studio lighting,studio light,"
                + "snow white,lightning fast,man made,home run,in the long run,one day,every day,some day,"
                + "pulls out a,pulls out his,pulls out her,pull out a",
            []
        ),
        ("end of the day", [.hour(.dusk)]),
        ("race car,race cars,racing car,racing cars", [.hurry]),
        ("pit bull", [.actor(.dog), .family(.meadow, 3)]),
        ("snow leopard", [.actor(.cat), .family(.mountain, 3), .weather(.snow)]),
    ]
}
