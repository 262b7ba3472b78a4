/// The preview cannot serve on this machine.
struct MissingEncoder: Error, CustomStringConvertible {
    var description: String { "the preview needs the program `ffmpeg`, which is not in PATH; please install it" }
}
