// swift-tools-version: 6.2
import PackageDescription

/// Settings of every target: Swift 6 language mode comes with the tools version; the upcoming
/// features make imports and existentials explicit.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let arguments: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")
let yaml: Target.Dependency = .product(name: "Yams", package: "Yams")
let bigIntegers: Target.Dependency = .product(name: "BigInt", package: "BigInt")

/// A library that other targets of the mesh share.
func shared(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .target(
    name: name, dependencies: dependencies, path: "Shared/\(name)", exclude: exclude,
    swiftSettings: settings)
}

/// One layer of a service: `Services/<service>/<layer>`.
func layer(
  _ service: String, _ layer: String, _ dependencies: [Target.Dependency],
  resources: [Resource] = []
) -> Target {
  .target(
    name: service + layer, dependencies: dependencies, path: "Services/\(service)/\(layer)",
    resources: resources, swiftSettings: settings)
}

/// The executable of a service: `Services/<service>/Command`.
func command(_ name: String, _ service: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(
    name: name, dependencies: dependencies, path: "Services/\(service)/Command",
    swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: dependencies, path: "Tests/\(name)Tests",
    swiftSettings: settings)
}

let package = Package(
  name: "HealthMesh",
  products: [
    .executable(name: "healthmesh", targets: ["healthmesh"]),
    .executable(name: "healthmesh-registry", targets: ["healthmesh-registry"]),
    .executable(name: "healthmesh-indicators", targets: ["healthmesh-indicators"]),
    .executable(name: "healthmesh-contracting", targets: ["healthmesh-contracting"]),
    .executable(name: "healthmesh-dip", targets: ["healthmesh-dip"]),
    .executable(name: "healthmesh-gateway", targets: ["healthmesh-gateway"]),
    // For tools written in Swift that call the mesh, and for the benchmarks.
    .library(
      name: "MeshClientKit",
      targets: ["Mesh", "MeshZeroMQ", "MeshEmbedded", "Messages", "Contract"]),
    .library(name: "DIPKit", targets: ["DIPDomain", "Quantities", "Tabular"]),
    .library(
      name: "RegistryKit",
      targets: ["RegistryDomain", "RegistryStorage", "Store", "Quantities", "Tabular"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    // Sums of exact scores have denominators without a bound of 128 bits; it saves writing long
    // division for a settlement that rounds nothing before the last fen.
    .package(url: "https://github.com/attaswift/BigInt", from: "6.0.1"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    .package(
      url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
  ],
  targets: [
    // Shared
    .systemLibrary(name: "CZeroMQ", path: "Shared/CZeroMQ", providers: [.apt(["libzmq3-dev"])]),
    .systemLibrary(name: "CSodium", path: "Shared/CSodium", providers: [.apt(["libsodium-dev"])]),
    .systemLibrary(name: "CZip", path: "Shared/CZip", providers: [.apt(["libzip-dev"])]),
    .systemLibrary(name: "CExpat", path: "Shared/CExpat", providers: [.apt(["libexpat1-dev"])]),
    .systemLibrary(
      name: "CXlsxWriter", path: "Shared/CXlsxWriter", providers: [.apt(["libxlsxwriter-dev"])]),
    .target(
      name: "CMessages", path: "Shared/CMessages",
      linkerSettings: [.linkedLibrary("protobuf-c")]),
    shared("Quantities", ["CSodium"]),
    shared("Tabular", ["Quantities"]),
    shared("Workbook", ["Quantities", "CZip", "CExpat"]),
    shared("Messages", ["CMessages"]),
    shared("Mesh", ["Messages", "Quantities", logging, metrics]),
    shared("MeshZeroMQ", ["Mesh", "Messages", "Quantities", "CZeroMQ", logging]),
    shared("MeshEmbedded", ["Mesh", "Messages", "Quantities"]),
    shared("Contract", ["Mesh", "Messages"]),
    shared(
      "Store",
      [
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"), "Quantities",
      ]),
    shared("Privacy", ["Store", "Quantities", "CSodium"]),
    shared(
      "Runtime",
      [
        "Mesh", "MeshZeroMQ", "Messages", "Contract", "Store", "Privacy", "Quantities", logging,
        metrics, arguments, yaml,
      ]),

    // Services
    layer("Registry", "Domain", ["Quantities", "Tabular"]),
    layer("Registry", "Storage", ["RegistryDomain", "Quantities", "Store", "Privacy"]),
    layer(
      "Registry", "Endpoint",
      [
        "RegistryDomain", "RegistryStorage", "Quantities", "Tabular", "Store", "Privacy",
        "Contract", "Messages", "Mesh", "Runtime",
      ]
    ),
    command("healthmesh-registry", "Registry", ["RegistryEndpoint", "RegistryStorage", "Runtime"]),

    layer("Indicators", "Domain", ["Quantities", "Tabular"]),
    layer("Indicators", "Storage", ["IndicatorsDomain", "Quantities", "Store"]),
    layer(
      "Indicators", "Endpoint",
      [
        "IndicatorsDomain", "IndicatorsStorage", "Quantities", "Contract", "Messages", "Mesh",
        "Store", "Tabular",
        "Runtime",
      ]),
    command(
      "healthmesh-indicators", "Indicators", ["IndicatorsEndpoint", "IndicatorsStorage", "Runtime"]
    ),

    layer("Contracting", "Domain", ["Quantities", "Tabular", yaml]),
    layer(
      "Contracting", "Storage",
      ["ContractingDomain", "Quantities", "Tabular", "Store", "Privacy", "CSodium"]),
    layer(
      "Contracting", "Endpoint",
      [
        "ContractingDomain", "ContractingStorage", "Quantities", "Tabular", "Store", "Privacy",
        "Contract", "Messages", "Mesh", "Runtime",
      ]),
    command(
      "healthmesh-contracting", "Contracting",
      ["ContractingDomain", "ContractingEndpoint", "Runtime"]),

    layer("DIP", "Domain", ["Quantities", "Tabular", "Workbook", yaml, bigIntegers]),
    layer("DIP", "Storage", ["DIPDomain", "Quantities", "Tabular", "Store"]),
    layer(
      "DIP", "Endpoint",
      [
        "DIPDomain", "DIPStorage", "Quantities", "Contract", "Messages", "Mesh", "Runtime",
        "CXlsxWriter", logging,
      ]),
    command("healthmesh-dip", "DIP", ["DIPEndpoint", "DIPStorage", "Runtime"]),

    layer("Gateway", "Views", ["Contract", "Messages", "Mesh", "Quantities", logging]),
    layer("Gateway", "Console", ["GatewayViews", "Messages", "Quantities"]),
    layer(
      "Gateway", "Doors",
      [
        "GatewayViews", "GatewayConsole", "Contract", "Messages", "Mesh", "Runtime", logging,
        metrics,
        "Quantities", "MeshZeroMQ", "Store",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "NIOCore", package: "swift-nio"),
      ]),
    command("healthmesh-gateway", "Gateway", ["GatewayDoors", "GatewayViews", "Runtime"]),

    // The mesh on one machine: starts, watches and ends the five processes.
    .target(
      name: "LocalMesh",
      dependencies: [
        "Contract", "Mesh", "MeshZeroMQ", "Messages", "Quantities",
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      path: "Services/CommandLine/LocalMesh", swiftSettings: settings),
    .executableTarget(
      name: "healthmesh",
      dependencies: [
        "Contract", "Messages", "Mesh", "MeshZeroMQ", "LocalMesh", "Runtime", "Privacy",
        "Quantities", "Tabular", "DIPDomain", "RegistryDomain", arguments, yaml, logging,
      ],
      path: "Services/CommandLine/Command", swiftSettings: settings),

    // Tests
    // Writes workbooks for those that test their reading.
    .target(
      name: "WorkbookFixtures", dependencies: ["Workbook", "CZip"], path: "Tests/WorkbookFixtures",
      swiftSettings: settings),
    tests("Workbook", ["Workbook", "WorkbookFixtures", "Quantities"]),
    tests("Quantities", ["Quantities"]),
    tests("Tabular", ["Tabular", "Quantities"]),
    tests("Messages", ["Messages", "Contract", "Quantities"]),
    tests("Mesh", ["Mesh", "MeshEmbedded", "MeshZeroMQ", "Messages", "Quantities", "CZeroMQ"]),
    tests(
      "MeshConformance",
      ["Mesh", "MeshEmbedded", "MeshZeroMQ", "Messages", "Contract", "Quantities"]),
    tests("Store", ["Store", "Quantities"]),
    tests("Privacy", ["Privacy", "Store", "Quantities"]),
    tests(
      "Runtime",
      [
        "Runtime", "Store", "Mesh", "MeshZeroMQ", "Messages", "Contract", "Quantities", logging,
        metrics,
      ]),
    tests(
      "Registry",
      [
        "RegistryDomain", "RegistryStorage", "RegistryEndpoint", "Quantities", "Tabular", "Store",
        "Privacy", "Contract", "Messages", "Mesh", "MeshEmbedded", "MeshZeroMQ", "Runtime", logging,
        "healthmesh-registry",
      ]),
    tests(
      "Indicators",
      [
        "IndicatorsDomain", "IndicatorsStorage", "IndicatorsEndpoint", "Store", "Quantities",
        "Contract", "Mesh", "MeshEmbedded", "Messages", "Runtime", logging,
      ]),
    tests(
      "Contracting",
      [
        "ContractingDomain", "ContractingStorage", "ContractingEndpoint", "Store", "Privacy",
        "Quantities", "Tabular", "Contract", "Mesh", "MeshZeroMQ", "Messages", "Runtime", logging,
      ]),
    // The settlement once more, naively, to compare with.
    .target(
      name: "DIPReference", dependencies: ["DIPDomain", "Quantities", bigIntegers],
      path: "Tests/DIPReference", swiftSettings: settings),
    .executableTarget(
      name: "dip-crosscheck", dependencies: ["DIPDomain", "DIPReference"],
      path: "Tests/CrossCheck", swiftSettings: settings),
    tests(
      "DIPDomain",
      [
        "DIPDomain", "DIPReference", "Quantities", "Tabular", "Workbook", "WorkbookFixtures", yaml,
      ]),
    tests(
      "DIPService",
      [
        "DIPDomain", "DIPReference", "DIPStorage", "DIPEndpoint", "Store", "Quantities", "Tabular",
        "Workbook", "Contract", "Messages", "Mesh", "MeshEmbedded", "Runtime", bigIntegers, logging,
      ]),
    tests(
      "Gateway",
      [
        "GatewayViews", "GatewayConsole", "GatewayDoors", "MeshEmbedded", "Mesh", "Messages",
        "Contract", "Quantities",
      ]),
    // The five executables as real processes; `swift build --build-tests` builds them beside it.
    tests(
      "MeshProcess",
      [
        "Contract", "Messages", "Mesh", "MeshZeroMQ", "Quantities", "Tabular", "CZeroMQ",
        "DIPDomain",
        "DIPStorage", "ContractingStorage", "Store", "LocalMesh", "healthmesh",
        "healthmesh-registry", "healthmesh-indicators",
        "healthmesh-contracting", "healthmesh-dip", "healthmesh-gateway",
      ]),
  ]
)
