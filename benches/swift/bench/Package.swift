// swift-tools-version: 6.0
import PackageDescription

let package = Package(
  name: "BursarBench",
  platforms: [.macOS(.v13)],
  dependencies: [.package(path: "../../../swift")],
  targets: [.executableTarget(name: "Bench", dependencies: [.product(name: "Bursar", package: "swift")])],
  swiftLanguageModes: [.v6]
)
