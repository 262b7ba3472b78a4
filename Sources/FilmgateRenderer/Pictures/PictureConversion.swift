#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What cameras and drawing programs make, turned into an upright PNG by libvips: it knows the orientation tags of every
/// format, the tiles and turns of HEIF, ink and sixteen bits, and the first picture of an animation.
enum PictureConversion {
    /// Colours become sRGB, by the picture's own profile if it has one.
    case toSRGB
    /// Colours stay as they are.
    case none

    /// The program, found through `PATH`.
    private static let program = "vipsthumbnail"
    /// Larger than any picture that is taken: nothing is made smaller here.
    private static let size = "65535x65535>"

    /// Starts the conversion of an open file.
    func start(from file: Descriptor, into output: Descriptor) throws(RenderFault) -> pid_t {
        try ChildProcess.start(
            "env",
            // Only the decoders that are tested against hostile files may run.
            ["VIPS_BLOCK_UNTRUSTED=1", "VIPS_WARNING=1", Self.program] + arguments,
            descriptors: [(file.number, 0), (output.number, 1)],
            ownGroup: false
        )
    }

    private var arguments: [String] {
        let colours =
            switch self {
            case .toSRGB: ["--import-profile", "srgb", "--export-profile", "srgb"]
            case .none: [String]()
            }
        let common = ["--vips-concurrency=1", "--size", Self.size, "--output", ".png[compression=0,strip]"]
        // A picture that is cut off is refused rather than filled with grey.
        return common + colours + ["stdin[fail-on=truncated]"]
    }
}
