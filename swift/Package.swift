// swift-tools-version: 6.0
import PackageDescription

let package = Package(
  name: "Bursar",
  platforms: [.macOS(.v13), .iOS(.v16), .tvOS(.v16), .watchOS(.v9), .visionOS(.v1)],
  products: [
    .library(name: "Bursar", targets: ["Bursar"]),
    .library(name: "BursarTesting", targets: ["BursarTesting"]),
  ],
  targets: [
    .systemLibrary(name: "CBursar", pkgConfig: "bursar"),
    .target(name: "BursarFFI", dependencies: ["CBursar"]),
    .target(name: "Bursar", dependencies: ["BursarFFI"]),
    .target(name: "BursarTesting", dependencies: ["Bursar"]),
    .testTarget(name: "BursarTests", dependencies: ["Bursar", "BursarTesting"]),
  ],
  swiftLanguageModes: [.v6]
)
