import Testing

@testable import FilmgateRenderer

@Suite("The words of prompts")
struct WordTests {
    @Test(
        "a camera word finds its direction a few words away",
        arguments: [
            ("镜头缓缓左移", CameraMove.panLeft), ("镜头缓缓右移", .panRight), ("镜头缓缓上移", .tiltUp), ("镜头缓缓下降", .tiltDown),
            ("镜头向前推", .zoomIn), ("镜头后拉", .zoomOut), ("慢慢拉开", .zoomOut), ("镜头围绕着山顶的女孩旋转", .orbit),
            ("固定机位", .still), ("镜头静止", .still), ("镜头从左向右缓缓移动", .panRight), ("画面缓缓推进", .zoomIn),
            ("航拍视角，缓缓上升的镜头", .tiltUp), ("第一人称视角向前飞行", .zoomIn), ("画面轻微晃动", .handheld), ("街头，手持，夜晚", .handheld),
            ("pan to the left", .panLeft), ("the camera pans slowly left", .panLeft),
            ("pans from left to right", .panRight),
            ("it pans right to left", .panLeft), ("a slow left-to-right pan", .panRight),
            ("camera moves left", .panLeft),
            ("tilts slowly up", .tiltUp), ("tilts from the ground up to the sky", .tiltUp),
            ("pulls slowly back", .zoomOut),
            ("pulls away", .zoomOut), ("zoom slowly out", .zoomOut), ("slow zoom-out", .zoomOut),
            ("dollies in", .zoomIn),
            ("close-up of a cat", .zoomIn), ("push-in", .zoomIn), ("hand-held", .handheld),
            ("The camera slowly rises over the lake", .tiltUp), ("a slow rising shot", .tiltUp),
            ("The camera moves slowly and smoothly to the left", .panLeft), ("Camera remains completely still", .still),
            ("The camera doesn't move", .still), ("The camera circles around a statue", .orbit),
            ("camera movement: slowly from left to right", .panRight), ("tracking shot moving left", .panLeft),
        ]
    )
    func camera(prompt: String, move: CameraMove) {
        #expect(SceneBrief(prompt: prompt).move == move)
    }

    @Test(
        "what moves before the camera moves no camera",
        arguments: [
            "太阳缓缓上升", "气球缓缓上升", "女孩后退一步", "火箭推进器", "镜头前的火箭推进器", "车厢晃动", "时间静止", "女孩看向镜头，后退一步", "镜头跟随女孩推门而入",
            "镜头1：女孩后退一步", "画面左侧的女孩向右走，拉开窗帘", "a hot-air balloon rises", "A wide shot of a balloon rising over hills",
            "Shot 2: the woman rises", "The girl runs up to the camera", "The camera follows a bird flying away",
            "The camera follows a man in a boat", "The camera glides over still water",
            "A boy left the room and moved back",
            "A man pulls the door back", "A chef tosses pasta in a pan",
        ]
    )
    func noCamera(prompt: String) {
        #expect(SceneBrief(prompt: prompt).move == nil)
    }

    @Test("a close-up is a move only where no other is named")
    func closeUp() {
        #expect(SceneBrief(prompt: "镜头从人物特写缓缓拉远").move == .zoomOut)
        #expect(SceneBrief(prompt: "Close-up of a cat, the camera pans left").move == .panLeft)
    }

    @Test(
        "a character within another word is not read",
        arguments: [
            ("一只流浪猫", SceneFamily.meadow), ("喜马拉雅", .mountain), ("北海道", .abstract), ("北海道的雪景", .snow),
            ("海拔三千米", .mountain),
            ("竹海", .forest), ("林海雪原", .forest), ("马尔代夫", .sea), ("马路", .city), ("马拉松", .abstract), ("马上", .abstract),
            ("女孩骑在马上", .meadow), ("牛奶", .abstract), ("牛仔", .abstract), ("浪漫", .abstract), ("烟花", .abstract),
            ("草莓", .abstract), ("秋千", .abstract), ("冰淇淋", .abstract), ("长城", .mountain), ("火山", .mountain),
            ("花瓶", .abstract),
            ("海鲜", .abstract), ("海报", .abstract), ("城堡", .mountain), ("雪糕", .abstract), ("雨伞", .rain), ("沙发", .room),
            ("沙拉", .abstract), ("星巴克", .room), ("明星", .abstract), ("山药", .abstract), ("河马", .abstract),
            ("热带雨林", .forest),
            ("冰岛", .mountain), ("罗马", .city), ("人山人海", .city), ("江湖", .abstract), ("青春", .abstract), ("望得见海的房间", .room),
            ("海与森林", .forest), ("暴风雪", .snow),
        ]
    )
    func compounds(prompt: String, family: SceneFamily) {
        #expect(SceneBrief(prompt: prompt).family == family)
    }

    @Test(
        "an English phrase says what it means, not what its words do",
        arguments: [
            ("shallow depth of field", SceneFamily.abstract), ("open space", .abstract), ("living space", .room),
            ("office space", .room), ("parking space", .city), ("hot spring", .abstract), ("spring roll", .abstract),
            ("a girl waves at the crowd", .room), ("she waves goodbye", .room),
            ("the sun rose over the desert", .desert),
            ("heat waves", .abstract), ("ice cream", .abstract), ("a wave", .sea), ("waves crash on rocks", .sea),
            ("a wave over the city", .city), ("a sea of clouds", .mountain), ("sea of people in the street", .city),
        ]
    )
    func phrases(prompt: String, family: SceneFamily) {
        #expect(SceneBrief(prompt: prompt).family == family)
    }

    @Test("a dress is not the season")
    func dress() {
        #expect(SceneBrief(prompt: "a woman in a spring dress").season == nil)
        #expect(SceneBrief(prompt: "秋千上的女孩").season == nil)
    }

    @Test(
        "what is spoken is not shown, unless nothing else is said",
        arguments: [
            ("女孩说：\"下雨了，我们回家吧\"", SceneFamily.room, Weather.clear), ("女孩说：“下雨了，我们回家吧”", .room, .clear),
            ("森林里，「大海」他说，『下雪』她说", .forest, .clear), ("A man in the street says \"look at the ocean\"", .city, .clear),
            ("“雨夜的上海”", .city, .rain), ("\"rain over the sea", .sea, .rain),
            ("a 40\" screen in the rain, a 50\" screen in the forest", .forest, .rain),
        ]
    )
    func quotes(prompt: String, family: SceneFamily, weather: Weather) {
        let brief = SceneBrief(prompt: prompt)
        #expect((brief.family, brief.weather) == (family, weather))
    }

    @Test(
        "the hour is read however it is said",
        arguments: [
            ("a bright summer day", Hour.day), ("by day", .day), ("a winter day at dusk", .dusk), ("凌晨", .dawn),
            ("凌晨三点的街头", .night), ("清早", .dawn), ("旭日", .dawn), ("太阳缓缓上升", .dawn), ("the sun is rising", .dawn),
            ("a rising sun", .dawn), ("黄金时刻", .dusk), ("golden-hour light", .dusk), ("sundown", .dusk),
            ("the setting sun", .dusk), ("the sun sets", .dusk), ("月光", .night), ("月夜", .night), ("moonlit", .night),
            ("阳光洒在海面上，日落", .dusk),
        ]
    )
    func hour(prompt: String, hour: Hour) {
        #expect(SceneBrief(prompt: prompt).hour == hour)
    }

    @Test(
        "weather becomes the nearest that can be drawn",
        arguments: [
            ("阴天的草原", SceneFamily.meadow, Weather.mist), ("多云", .mountain, .mist), ("乌云", .mountain, .mist),
            ("a cloudy city", .city, .mist), ("overcast", .mountain, .mist), ("大风", .meadow, .clear),
            ("windy", .meadow, .clear),
            ("storm", .rain, .rain), ("暴风雨", .rain, .rain), ("暴风雪", .snow, .snow), ("乌云密布，暴雨", .rain, .rain),
        ]
    )
    func weather(prompt: String, family: SceneFamily, weather: Weather) {
        let brief = SceneBrief(prompt: prompt)
        #expect((brief.family, brief.weather) == (family, weather))
    }

    @Test(
        "a storm is more than rain, and neither snow nor what somebody says",
        arguments: [
            ("rain at sea", false), ("a storm at sea", true), ("a brainstorm at sea, rain", false), ("暴风雪", false),
            ("暴风雨中的惊涛骇浪", true), ("台风来临，海浪", true), ("huge waves, rain over the ocean", true), ("huge waves", false),
            ("rain at sea, \"a storm!\"", false), ("头脑风暴，海上的雨", false), ("沙漠风暴", false),
        ]
    )
    func storm(prompt: String, isStorm: Bool) {
        #expect(SceneBrief(prompt: prompt).isStorm == isStorm)
    }

    @Test("fall is a season where it is no verb")
    func fall() {
        #expect(SceneBrief(prompt: "a park in the fall").season == .autumn)
        #expect(SceneBrief(prompt: "petals fall").season == nil)
    }

    @Test(
        "at equal weights a place has the weather",
        arguments: [
            ("A winter mountain road, snow", SceneFamily.mountain), ("冬天的森林，大雪纷飞", .forest), ("雪地里的一匹马", .meadow),
        ]
    )
    func tie(prompt: String, family: SceneFamily) {
        let brief = SceneBrief(prompt: prompt)
        #expect((brief.family, brief.weather, brief.season) == (family, .snow, .winter))
    }

    @Test(
        "the prompts of the preview's page have their families",
        arguments: [
            ("日落时分，海浪轻轻拍打沙滩，帆船缓缓驶向远方", SceneFamily.sea), ("A calm ocean at dawn, a small boat, pan left", .sea),
            ("赛博朋克风格的城市夜景，霓虹灯闪烁", .city), ("City skyline at night, traffic on the embankment", .city),
            ("雨夜，行人撑着伞走过", .rain),
            ("Heavy rain, a woman with an umbrella walks home", .rain), ("雪夜，小屋里亮着灯", .snow),
            ("Snow falls on a quiet winter day", .snow), ("秋天的森林，落叶纷飞，镜头缓缓推近", .forest),
            ("Morning light in a misty forest", .forest), ("草原上，一匹骏马在奔跑", .meadow),
            ("Sheep graze in a spring meadow", .meadow),
            ("大漠孤烟直，长河落日圆，驼队", .desert), ("A desert with cactus under the noon sun", .desert),
            ("群山之间云海翻腾，镜头缓缓拉出", .mountain), ("A mountain valley at sunset, tilt up", .mountain), ("宇航员在月球表面漫步", .space),
            ("A planet and a nebula in deep space", .space), ("一位老人坐在书房里喝咖啡", .room),
            ("A girl reads in her living room while it rains outside", .room),
        ]
    )
    func page(prompt: String, family: SceneFamily) {
        #expect(SceneBrief(prompt: prompt).family == family)
    }
}
