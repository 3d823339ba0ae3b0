// swift-tools-version: 6.0
import PackageDescription

let bursar: [Target.Dependency] = [
  .product(name: "Bursar", package: "swift"), .product(name: "BursarTesting", package: "swift"),
]

let package = Package(
  name: "BursarExamples",
  platforms: [.macOS(.v13)],
  dependencies: [.package(path: "../../../swift")],
  targets: ["Demo", "Readme", "Report"].map { .executableTarget(name: $0, dependencies: bursar) },
  swiftLanguageModes: [.v6]
)
