"""Which model takes what (ark.md section 2, models.md sections 1 to 4)."""

from dataclasses import dataclass, field

RATIOS = ("16:9", "4:3", "1:1", "3:4", "9:16", "21:9")

OLD_SIZES = {
    "480p": {"21:9": (960, 416), "16:9": (864, 480), "4:3": (736, 544), "1:1": (640, 640), "3:4": (544, 736),
             "9:16": (480, 864)},
    "720p": {"21:9": (1504, 640), "16:9": (1248, 704), "4:3": (1120, 832), "1:1": (960, 960), "3:4": (832, 1120),
             "9:16": (704, 1248)},
    "1080p": {"21:9": (2176, 928), "16:9": (1920, 1088), "4:3": (1664, 1248), "1:1": (1440, 1440), "3:4": (1248, 1664),
              "9:16": (1088, 1920)},
}
SIZES = {
    "480p": {"16:9": (864, 496), "4:3": (752, 560), "1:1": (640, 640), "3:4": (560, 752), "9:16": (496, 864),
             "21:9": (992, 432)},
    "720p": {"16:9": (1280, 720), "4:3": (1112, 834), "1:1": (960, 960), "3:4": (834, 1112), "9:16": (720, 1280),
             "21:9": (1470, 630)},
    "1080p": {"16:9": (1920, 1080), "4:3": (1664, 1248), "1:1": (1440, 1440), "3:4": (1248, 1664),
              "9:16": (1080, 1920), "21:9": (2206, 946)},
    "4k": {"21:9": (4398, 1886), "16:9": (3840, 2160), "4:3": (3326, 2494), "1:1": (2880, 2880), "3:4": (2494, 3326),
           "9:16": (2160, 3840)},
}
NEW_SIZES = {**SIZES, "480p": {**SIZES["480p"], "16:9": (854, 480), "9:16": (480, 854)}}


@dataclass(frozen=True)
class Model:
    id: str
    resolutions: tuple = ("480p", "720p", "1080p")
    resolution: str = "720p"
    seconds: tuple = (4, 12)
    duration: int = 5
    #: Whether -1 lets the model choose the length.
    is_free: bool = True
    #: Parameters beyond model, content, resolution, ratio, duration, watermark, return_last_frame, seed.
    takes: frozenset = frozenset()
    #: Reference images, videos, audios, and all together.
    references: tuple = (0, 0, 0, 0)
    has_last_frame: bool = True
    text_ratio: str = "adaptive"
    sizes: dict = field(default_factory=lambda: SIZES)

    @property
    def short(self) -> str:
        return self.id.rsplit("-", 1)[0]


V1 = frozenset({"frames", "camera_fixed", "flex"})
V2 = frozenset({"generate_audio", "priority", "tools"})
ARK_MODELS = {model.id: model for model in [
    Model("doubao-seedance-1-0-pro-250528", resolution="1080p", seconds=(2, 12), is_free=False, takes=V1,
          text_ratio="16:9", sizes=OLD_SIZES),
    Model("doubao-seedance-1-0-pro-fast-251015", resolution="1080p", seconds=(2, 12), is_free=False, takes=V1,
          has_last_frame=False, text_ratio="16:9", sizes=OLD_SIZES),
    Model("doubao-seedance-1-5-pro-251215", takes=frozenset({"generate_audio", "camera_fixed", "draft", "flex"})),
    Model("doubao-seedance-2-0-260128", resolutions=("480p", "720p", "1080p", "4k"), seconds=(4, 15), takes=V2,
          references=(9, 3, 3, 15)),
    Model("doubao-seedance-2-0-fast-260128", resolutions=("480p", "720p"), seconds=(4, 15), takes=V2,
          references=(9, 3, 3, 15)),
    Model("doubao-seedance-2-0-mini-260615", resolutions=("480p", "720p"), seconds=(4, 15), takes=V2,
          references=(9, 3, 3, 15)),
    Model("doubao-seedance-2-5-260628", seconds=(4, 30), duration=-1,
          takes=V2 | {"draft", "output_format", "omni_reference_task_type"}, references=(30, 10, 10, 50),
          sizes=NEW_SIZES),
]}
PRO = ARK_MODELS["doubao-seedance-1-5-pro-251215"]


def nearest(size: tuple[int, int]) -> str:
    """The ratio nearest to a picture's."""
    import math

    def distance(name):
        width, height = map(int, name.split(":"))
        return abs(math.log(size[0] / size[1] * height / width))

    return min(RATIOS, key=distance)
