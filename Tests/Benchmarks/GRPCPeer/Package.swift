// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that neither the product nor its other benchmarks depend on gRPC.
let package = Package(
  name: "GRPCPeer",
  dependencies: [
    .package(url: "https://github.com/grpc/grpc-swift-2", from: "2.4.3"),
    .package(url: "https://github.com/grpc/grpc-swift-nio-transport", from: "2.9.2"),
  ],
  targets: [
    .executableTarget(
      name: "grpc-echo",
      dependencies: [
        .product(name: "GRPCCore", package: "grpc-swift-2"),
        .product(name: "GRPCNIOTransportHTTP2Posix", package: "grpc-swift-nio-transport"),
      ])
  ]
)
