extension Vocabulary {
    /// Words for what the camera does.
    static let moves: [(words: String, meanings: [Meaning])] = [
        (
            "镜头左移,向左移动,向左摇,左摇,镜头向左,向左平移,pan left,pans left,panning left,truck left,camera left,move left",
            [.move(.panLeft)]
        ),
        (
            "镜头右移,向右移动,向右摇,右摇,镜头向右,向右平移,pan right,pans right,panning right,truck right,camera right,move right,tracking shot",
            [.move(.panRight)]
        ),
        (
            "上摇,镜头上移,镜头上升,镜头向上,镜头升起,缓缓上升,tilt up,tilts up,tilting up,crane up,pedestal up,camera rises",
            [.move(.tiltUp)]
        ),
        (
            "下摇,镜头下移,镜头下降,镜头向下,tilt down,tilts down,tilting down,crane down,pedestal down", [.move(.tiltDown)]
        ),
        (
            "推近,推进,拉近,推镜头,推镜,镜头推,特写,缓缓推近,zoom in,zooms in,zooming in,push in,pushes in,dolly in,close up,dolly zoom",
            [.move(.zoomIn)]
        ),
        (
            "拉远,拉出,拉镜头,拉镜,镜头拉,缓缓拉出,缓缓拉远,后退,zoom out,zooms out,zooming out,pull back,pulls back,pull out,pulls out,dolly out,"
                + "pulling back",
            [.move(.zoomOut)]
        ),
        ("环绕,绕拍,旋转镜头,环绕镜头,orbit,orbits,arc shot,circling,orbit shot,camera circles", [.move(.orbit)]),
        ("手持,晃动,handheld,shaky", [.move(.handheld)]),
        ("固定镜头,镜头固定,静止镜头,镜头不动,static shot,fixed camera,static camera,locked off,still camera,tripod", [.move(.still)]),
    ]
}
