// swift-tools-version: 6.2
import PackageDescription

// A package that depends on nothing but the client, as an app does: what it resolves and links is what an app would.
let package = Package(
    name: "client-only",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "filmgate", path: "../..")],
    targets: [
        .target(name: "App", dependencies: [.product(name: "FilmgateClient", package: "filmgate")]),
        .testTarget(name: "ClientOnlyTests", dependencies: ["App"]),
    ],
    swiftLanguageModes: [.v6]
)
