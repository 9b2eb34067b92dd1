import Contract
import Mesh
import Messages
import Quantities

/// Tells a caller what this process serves, and the contract it speaks.
struct ReflectionEndpoint: Reflection {
  let methods: [MethodDescriptor]

  func listServices(
    _ request: MeshWire.ListServicesRequest, context: ServerContext
  ) async throws -> MeshWire.ListServicesResponse {
    let byService = Dictionary(grouping: methods, by: \.service)
    return MeshWire.ListServicesResponse(
      services: byService.keys.sorted().map { name in
        MeshWire.ServiceInfo(
          name: name, methods: (byService[name] ?? []).map(Self.info))
      })
  }

  func getDescriptorSet(
    _ request: MeshWire.DescriptorSetRequest, context: ServerContext
  ) async throws -> MeshWire.DescriptorSetResponse {
    MeshWire.DescriptorSetResponse(
      fileDescriptorSet: ContractTable.descriptorSet, sha256: Self.digest)
  }

  private static let digest = SHA256Digest(of: ContractTable.descriptorSet).description

  private static func info(_ method: MethodDescriptor) -> MeshWire.MethodInfo {
    MeshWire.MethodInfo(
      name: method.method, clientStreaming: method.kind.streamsRequests,
      serverStreaming: method.kind.streamsResponses,
      maximumRequestBytes: UInt64(method.maximumRequestBytes))
  }
}

extension ReflectionEndpoint {
  /// The methods of reflection itself, which are not registered yet when it is made.
  static let own = ReflectionMethods.all.map(\.descriptor)
}
