// swift-tools-version: 6.2
import PackageDescription

// The benchmarks of HealthMesh, in a package of their own so that the product depends on nothing
// they need. `run.sh` builds and runs everything.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "Benchmarks",
  dependencies: [
    .package(name: "HealthMesh", path: "../.."),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
  ],
  targets: [
    .executableTarget(
      name: "mesh-bench",
      dependencies: [
        .product(name: "MeshClientKit", package: "HealthMesh"),
        .product(name: "Metrics", package: "swift-metrics"),
      ], path: "Mesh/MeshBench", swiftSettings: settings),
    .executableTarget(
      name: "dip-bench", dependencies: [.product(name: "DIPKit", package: "HealthMesh")],
      path: "DIP/DIPBench", swiftSettings: settings),
    .executableTarget(
      name: "registry-bench",
      dependencies: [.product(name: "RegistryKit", package: "HealthMesh")],
      path: "Registry/RegistryBench", swiftSettings: settings),
  ]
)
