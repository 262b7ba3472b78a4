extension Vocabulary {
    /// Words for who is there. An animal by itself stands on a meadow, a person by themself in a room.
    static let actors: [(words: String, meanings: [Meaning])] = [
        ("马,骏马,小马,白马,horse,horses,pony,foal", [.actor(.horse), .family(.meadow, 3)]),
        ("鹿,小鹿,麋鹿,deer,fawn,stag,elk,giraffe", [.actor(.deer), .family(.meadow, 3)]),
        ("羊,绵羊,羊群,山羊,小羊,sheep,lamb,lambs,goat,goats", [.actor(.sheep), .family(.meadow, 3)]),
        ("牛,奶牛,牛群,cow,cows,cattle,bull,bison", [.actor(.cow), .family(.meadow, 3)]),
        ("狗,小狗,狐狸,狼,柴犬,金毛,dog,dogs,puppy,fox,wolf,corgi", [.actor(.dog), .family(.meadow, 3)]),
        ("猫,小猫,橘猫,猫咪,老虎,狮子,cat,cats,kitten,tiger,lion,leopard", [.actor(.cat), .family(.meadow, 2)]),
        ("兔,兔子,小兔,rabbit,rabbits,bunny,hare", [.actor(.rabbit), .family(.meadow, 3)]),
        ("骆驼,驼队,camel,camels,caravan", [.actor(.camel), .family(.desert, 3)]),
        ("仙人掌,cactus,cacti", [.actor(.cactus)]),
        (
            "女孩,女人,女子,少女,姑娘,妈妈,母亲,她,girl,woman,lady,mother,she,dancer,ballerina",
            [.actor(.woman), .family(.room, 1)]
        ),
        (
            "男孩,男人,男子,父亲,爸爸,少年,人物,他,man,boy,father,he,person,someone,people,traveller",
            [.actor(.man), .family(.room, 1)]
        ),
        (
            "老人,爷爷,奶奶,老奶奶,老爷爷,grandmother,grandfather,old man,old woman",
            [.actor(.elder), .family(.room, 1)]
        ),
        ("孩子,小孩,宝宝,儿童,child,children,kid,kids,baby,toddler", [.actor(.child), .family(.room, 1)]),
        ("a deer,one deer", [.actor(.deer), .family(.meadow, 3), .single]),
        ("a sheep,one sheep", [.actor(.sheep), .family(.meadow, 3), .single]),
        (
            "一匹,一只,一头,一位,一名,一个人,独自,horse,pony,foal,fawn,stag,elk,giraffe,lamb,goat,cow,bull,bison,woman,girl,"
                + "lady,man,boy,person,someone,child,kid,lone,alone",
            [.single]
        ),
        ("一群,两匹,两只,三只,许多,几只,几匹,成群,flock,herd,two,three,several,many,group", [.several]),
        (
            "奔跑,奔腾,飞奔,疾驰,狂奔,追逐,跑,gallop,gallops,galloping,run,runs,running,race,races,racing,sprints,chasing,chases",
            [.hurry]
        ),
        ("宇航员,航天员,astronaut,astronauts,cosmonaut", [.actor(.astronaut), .family(.space, 3)]),
    ]
}
