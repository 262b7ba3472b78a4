// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "filmgate-examples",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "filmgate", path: "..")],
    targets: [
        .executableTarget(name: "example", dependencies: [.product(name: "FilmgateClient", package: "filmgate")])
    ],
    swiftLanguageModes: [.v6]
)
