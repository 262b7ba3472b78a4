extension Vocabulary {
    /// Words that name a camera move by themselves.
    static let moves: [(words: String, meanings: [Meaning])] = [
        (
            "向左移动,向左摇,左摇,向左平移,从右向左摇,从右到左摇,camera left,truck left,move left,crab left",
            [.move(.panLeft)]
        ),
        (
            "向右移动,向右摇,右摇,向右平移,从左向右摇,从左到右摇,camera right,truck right,move right,crab right",
            [.move(.panRight)]
        ),
        ("tracking shot", [.shot(.panRight), .cue(.camera)]),
        ("特写,close up,closeup", [.shot(.zoomIn)]),
        ("上摇,向上摇,crane up,pedestal up", [.move(.tiltUp)]),
        ("下摇,向下摇,crane down,pedestal down", [.move(.tiltDown)]),
        ("推近,拉近,推镜头,推镜,dolly zoom", [.move(.zoomIn)]),
        ("拉远,拉出,拉镜头,拉镜,慢慢拉开,缓缓拉开,逐渐拉开", [.move(.zoomOut)]),
        ("环绕,绕拍,旋转镜头,orbit,orbits,arc shot", [.move(.orbit)]),
        ("手持镜头,手持拍摄,手持摄影,手持跟拍,手持感,handheld,hand held,shaky", [.move(.handheld)]),
        (
            "固定镜头,固定机位,静止镜头,static shot,fixed shot,locked off,locked down,tripod,fixed camera,static camera,"
                + "still camera,camera does not,camera doesn,no camera movement",
            [.move(.still)]
        ),
    ]

    /// Words that name one only beside another.
    static let cues: [(words: String, meanings: [Meaning])] = [
        ("镜头,画面,机位,运镜,平移,横摇,摇摄,拍摄,摄影,摄像机,摄影机,航拍,跟拍,无人机,视角,camera,shot,drone,lens,viewpoint", [.cue(.camera)]),
        (
            "of,as,while,where,when,with,follow,follows,following,shows,showing,captures,capturing,reveals,"
                + "revealing",
            [.cue(.pause)]
        ),
        // Who looks at the camera, or what stands before it, is not the camera.
        (
            "第一个镜头,第二个镜头,第三个镜头,看向镜头,看着镜头,望向镜头,对着镜头,面对镜头,面向镜头,走向镜头,跑向镜头,朝镜头,朝着镜头,向着镜头,镜头前,镜头里,镜头中,画面中,画面里,画面左侧,"
                + "画面右侧,画面左边,画面右边,at the camera,to the camera,towards the camera,toward the camera,"
                + "before the camera,at camera,to camera,towards camera,toward camera,behind the camera,"
                + "past the camera,from the camera,for the camera",
            []
        ),
        ("pan,pans,panning", [.cue(.verb(.pan))]),
        ("tilt,tilts,tilting", [.cue(.verb(.tilt))]),
        ("zoom,zooms,zooming", [.cue(.verb(.zoom))]),
        ("dolly,dollies,dollying", [.cue(.verb(.dolly))]),
        ("push,pushes,pushing", [.cue(.verb(.push))]),
        ("pull,pulls,pulling", [.cue(.verb(.pull))]),
        (
            "move,moves,moving,moved,go,goes,going,glide,glides,gliding,slide,slides,sliding,drift,drifts,"
                + "drifting,float,floats,floating,fly,flies,flying,travel,travels,track,tracks,tracking,truck,"
                + "trucks,trucking,turn,turns,turning,sweep,sweeps,sweeping,swing,swings,crane,cranes,craning,"
                + "lift,lifts,boom,booms,arc,arcs,arcing,spin,spins,rotate,rotating,movement,motion",
            [.cue(.verb(.move))]
        ),
        ("is,stay,stays,remain,remains,remaining,hold,holds,keep,keeps,kept,held", [.cue(.verb(.stay))]),
        ("left,to the left,leftward,leftwards,right to left,from right to left", [.cue(.direction(.panLeft))]),
        ("right,to the right,rightward,rightwards,left to right,from left to right", [.cue(.direction(.panRight))]),
        ("up,upward,upwards,bottom to top,from bottom to top", [.cue(.direction(.tiltUp))]),
        ("down,downward,downwards,top to bottom,from top to bottom", [.cue(.direction(.tiltDown))]),
        ("in,into,inward,inwards,forward,forwards,closer", [.cue(.direction(.zoomIn))]),
        ("out,outward,outwards,back,backward,backwards,away", [.cue(.direction(.zoomOut))]),
        ("around,in a circle", [.cue(.direction(.orbit))]),
        ("still,static,fixed,stationary,motionless,locked", [.cue(.direction(.still))]),
        (
            "向左,往左,朝左,左移,左转,从右到左,从右向左,从右至左,从右往左,由右至左,由右向左,自右向左",
            [.cue(.motion(.panLeft))]
        ),
        (
            "向右,往右,朝右,右移,右转,从左到右,从左向右,从左至右,从左往右,由左至右,由左向右,自左向右",
            [.cue(.motion(.panRight))]
        ),
        (
            "向上,往上,上移,上升,升起,升高,上仰,仰起,拉升,抬起,抬升,从下往上,从下到上,自下而上,由下至上,rise,rises,rising,ascends,ascending",
            [.cue(.motion(.tiltUp))]
        ),
        (
            "向下,往下,下移,下降,降下,下俯,下落,俯冲,从上往下,从上到下,自上而下,由上至下,descend,descends,descending,lowers",
            [.cue(.motion(.tiltDown))]
        ),
        ("推,推进,推向,前推,向前,往前,前移,前进,靠近,逼近,由远及近,由远到近,从远到近,advances,approaches", [.cue(.motion(.zoomIn))]),
        ("拉,拉开,后拉,后退,后移,向后,往后,远离,由近及远,由近到远,从近到远,retreats,recedes", [.cue(.motion(.zoomOut))]),
        ("围绕,绕着,旋转,circle,circles,circling,orbiting,rotates,revolves", [.cue(.motion(.orbit))]),
        ("手持,晃动,抖动,摇晃,shake,shakes,shaking", [.cue(.motion(.handheld))]),
        ("固定,静止,不动", [.cue(.motion(.still))]),
    ]
}
