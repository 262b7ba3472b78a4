// swift-tools-version: 6.2
import PackageDescription

/// What every target of ours is compiled with: strict language features, and warnings that stop the build.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
    .treatAllWarnings(as: .error),
]

/// The renderer touches every pixel of every frame; without optimisation a debug build would take minutes a video.
let optimised = strict + [.unsafeFlags(["-O"])]

let package = Package(
    name: "filmgate",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "FilmgateDomain", targets: ["FilmgateDomain"]),
        .library(name: "FilmgateDialects", targets: ["FilmgateDialects"]),
        .library(name: "FilmgateClient", targets: ["FilmgateClient"]),
        .library(name: "FilmgateClientNIO", targets: ["FilmgateClientNIO"]),
        .executable(name: "filmgate", targets: ["filmgate"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", .upToNextMinor(from: "1.8.2")),
        .package(url: "https://github.com/apple/swift-crypto", .upToNextMinor(from: "4.5.2")),
        .package(url: "https://github.com/apple/swift-http-types", .upToNextMinor(from: "1.8.0")),
        .package(url: "https://github.com/apple/swift-log", .upToNextMinor(from: "1.16.2")),
        .package(url: "https://github.com/apple/swift-nio", .upToNextMinor(from: "2.101.2")),
        .package(url: "https://github.com/apple/swift-nio-ssl", .upToNextMinor(from: "2.37.6")),
        .package(url: "https://github.com/apple/swift-nio-extras", .upToNextMinor(from: "1.35.2")),
        .package(url: "https://github.com/hummingbird-project/hummingbird", .upToNextMinor(from: "2.28.1")),
        .package(url: "https://github.com/jpsim/Yams", .upToNextMinor(from: "6.2.2")),
        .package(url: "https://github.com/swift-server/async-http-client", .upToNextMinor(from: "1.37.0")),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", .upToNextMinor(from: "2.13.0")),
    ],
    targets: [
        .target(name: "FilmgateDomain", swiftSettings: strict),
        .target(name: "FilmgateDialects", dependencies: ["FilmgateDomain"], swiftSettings: strict),
        .target(
            name: "FilmgateClient",
            dependencies: ["FilmgateDomain", "FilmgateDialects"],
            swiftSettings: strict
        ),
        .target(
            name: "FilmgateClientNIO",
            dependencies: [
                "FilmgateClient",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "FilmgateMedia",
            dependencies: [
                "FilmgateDomain",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),
        .systemLibrary(
            name: "CFreeType",
            pkgConfig: "freetype2",
            providers: [.apt(["libfreetype-dev"]), .brew(["freetype"])]
        ),
        .target(name: "FilmgateRenderer", dependencies: ["CFreeType"], swiftSettings: optimised),
        .target(
            name: "FilmgateProviders",
            dependencies: [
                "FilmgateDomain", "FilmgateDialects", "FilmgateClient", "FilmgateMedia", "FilmgateRenderer",
            ],
            swiftSettings: strict
        ),
        .target(
            name: "FilmgateEngine",
            dependencies: [
                "FilmgateDomain",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),
        .systemLibrary(
            name: "CSQLite",
            pkgConfig: "sqlite3",
            providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]
        ),
        .target(name: "FilmgateStoreSQLite", dependencies: ["FilmgateDomain", "CSQLite"], swiftSettings: strict),
        .target(
            name: "FilmgateTelemetry",
            dependencies: [.product(name: "Logging", package: "swift-log")],
            swiftSettings: strict
        ),
        .target(name: "COpenAPI", exclude: ["Files"]),
        .target(
            name: "FilmgateServer",
            dependencies: [
                "COpenAPI",
                "FilmgateDomain", "FilmgateDialects", "FilmgateClient", "FilmgateClientNIO", "FilmgateMedia",
                "FilmgateProviders", "FilmgateEngine", "FilmgateRenderer", "FilmgateStoreSQLite", "FilmgateTelemetry",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdHTTP2", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "FilmgateCommands",
            dependencies: [
                "FilmgateDomain", "FilmgateDialects", "FilmgateClient", "FilmgateClientNIO", "FilmgateEngine",
                "FilmgateMedia", "FilmgateProviders", "FilmgateRenderer", "FilmgateServer", "FilmgateStoreSQLite",
                "FilmgateTelemetry",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOFoundationCompat", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "filmgate",
            dependencies: [
                "FilmgateCommands", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict
        ),

        .target(
            name: "TestDisk",
            dependencies: ["CTestVFS"],
            path: "Tests/TestDisk",
            swiftSettings: strict
        ),
        .target(name: "TestTools", path: "Tests/TestTools", swiftSettings: strict),
        .target(
            name: "CTestVFS",
            dependencies: ["CSQLite"],
            publicHeadersPath: "include"
        ),
        .testTarget(
            name: "FilmgateDomainTests",
            dependencies: ["FilmgateDomain"],
            exclude: ["Fixtures"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "FilmgateDialectsTests",
            dependencies: ["FilmgateDialects", "FilmgateDomain"],
            exclude: ["Fixtures"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "FilmgateClientTests",
            dependencies: [
                "FilmgateClient", "FilmgateClientNIO", "FilmgateDialects", "FilmgateDomain",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "FilmgateProvidersTests",
            dependencies: [
                "FilmgateProviders", "FilmgateClient", "FilmgateDialects", "FilmgateDomain", "FilmgateMedia",
                "TestTools",
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "FilmgateMediaTests",
            dependencies: [
                "FilmgateMedia", "FilmgateDomain", "TestTools",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "FilmgateStoreTests",
            dependencies: ["FilmgateDomain", "FilmgateStoreSQLite", "TestDisk"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "FilmgateRendererTests",
            dependencies: ["FilmgateRenderer", "TestTools", "filmgate"],
            exclude: ["Prompts"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "FilmgateTelemetryTests",
            dependencies: ["FilmgateTelemetry"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "FilmgateEngineTests",
            dependencies: [
                "FilmgateEngine", "FilmgateDomain",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "FilmgateServerTests",
            dependencies: [
                "FilmgateServer", "FilmgateDomain", "FilmgateDialects", "FilmgateEngine", "FilmgateMedia",
                "FilmgateProviders", "FilmgateStoreSQLite", "FilmgateTelemetry", "TestDisk", "TestTools", "filmgate",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: strict
        ),
    ],
    swiftLanguageModes: [.v6]
)
