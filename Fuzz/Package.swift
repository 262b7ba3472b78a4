// swift-tools-version: 6.2
import PackageDescription

// Fuzzing has a package of its own, because all that is fuzzed is compiled for it, and because what the readers do not need
// is left out: the sources are the server's own, by symbolic link, without the parts that know sockets.

let instrumented: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
    .unsafeFlags(["-sanitize=fuzzer"]),
]

let package = Package(
    name: "fuzz",
    platforms: [.macOS(.v15)],
    targets: [
        .target(name: "FilmgateDomain", swiftSettings: instrumented),
        .target(name: "FilmgateDialects", dependencies: ["FilmgateDomain"], swiftSettings: instrumented),
        .target(
            name: "FilmgateMedia",
            dependencies: ["FilmgateDomain"],
            exclude: ["Fetch", "Links", "Storage", "Bodies/BodySpool.swift", "Files/BlockingCalls.swift"],
            swiftSettings: instrumented
        ),
        .target(
            name: "FuzzTargets",
            dependencies: ["FilmgateDomain", "FilmgateDialects", "FilmgateMedia"],
            swiftSettings: instrumented
        ),
        // In C, because libFuzzer brings `main` and SwiftPM renames that of a Swift executable.
        .executableTarget(
            name: "fuzz",
            dependencies: ["FuzzTargets"],
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])]
        ),
    ],
    swiftLanguageModes: [.v6]
)
