#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What cameras and drawing programs make, set upright by libvips: it knows the orientation tags of every format, the
/// tiles and turns of HEIF, ink and sixteen bits, and the first picture of an animation.
package enum PictureConversion {
    /// Colours become sRGB, by the picture's own profile if it has one.
    case toSRGB
    /// Colours stay as they are: grey pictures, which libvips does not convert.
    case none

    /// In the order in which they are tried.
    static let all = [PictureConversion.toSRGB, .none]

    /// Larger than any picture that is taken: nothing is made smaller here.
    private static let size = "65535x65535>"

    /// Makes the picture at `source` into the PNG or JPEG that the ending of `target` names.
    package static func convert(
        _ source: String,
        to target: String,
        timeLimit: Duration
    ) async throws(ToolFailure) {
        do throws(ToolFailure) {
            try await toSRGB.run(source, target, timeLimit)
        } catch {
            guard case .failed = error else { throw error }
            try await PictureConversion.none.run(source, target, timeLimit)
        }
    }

    private func run(_ source: String, _ target: String, _ timeLimit: Duration) async throws(ToolFailure) {
        let command = DecoderLimit.command("env", command(source, "\(target)[strip,Q=95]"))
        try await ToolRun(command.program, command.arguments, timeLimit: timeLimit).perform()
    }

    /// Starts the conversion of an open file to a PNG.
    func start(from file: Descriptor, into output: Descriptor) throws(RenderFault) -> pid_t {
        let command = DecoderLimit.command("env", command("stdin", ".png[compression=0,strip]"))
        return try ChildProcess.start(
            command.program,
            command.arguments,
            descriptors: [(file.number, 0), (output.number, 1)],
            ownGroup: false
        )
    }

    /// What `env` is told: only decoders that are tested against hostile files may run, and a picture that is cut off is
    /// refused rather than filled with grey.
    private func command(_ source: String, _ target: String) -> [String] {
        let colours =
            switch self {
            case .toSRGB: ["--import-profile", "srgb", "--export-profile", "srgb"]
            case .none: [String]()
            }
        return [
            "VIPS_BLOCK_UNTRUSTED=1", "VIPS_WARNING=1", "vipsthumbnail", "--vips-concurrency=1", "--size", Self.size,
        ]
            + colours + ["--output", target, "\(source)[fail-on=truncated]"]
    }
}
