import Messages

extension MethodRouter {
  /// Serves `healthmesh.mesh.v1.Reflection`: the methods registered so far (and itself), and the
  /// contract.
  ///
  /// - Parameters:
  ///   - descriptorSet: serialised `google.protobuf.FileDescriptorSet`.
  ///   - sha256: its SHA-256 in lower-case hexadecimal.
  public mutating func serveReflection(descriptorSet: [UInt8], sha256: String) {
    let contract = MeshWire.DescriptorSetResponse(
      fileDescriptorSet: descriptorSet, sha256: sha256)
    inline(ReflectionProtocol.getDescriptorSet) { _, _ in contract }
    let services = MethodRouter.describe(
      methods + [
        ReflectionProtocol.getDescriptorSet.descriptor, ReflectionProtocol.listServices.descriptor,
      ])
    inline(ReflectionProtocol.listServices) { _, _ in services }
  }

  private static func describe(_ methods: [MethodDescriptor]) -> MeshWire.ListServicesResponse {
    let services = Dictionary(grouping: Set(methods), by: \.service)
    return MeshWire.ListServicesResponse(
      services: services.keys.sorted().map { name in
        let methods = (services[name] ?? []).sorted { $0.method < $1.method }
        return MeshWire.ServiceInfo(
          name: name,
          methods: methods.map { method in
            MeshWire.MethodInfo(
              name: method.method, clientStreaming: method.kind.streamsRequests,
              serverStreaming: method.kind.streamsResponses,
              maximumRequestBytes: UInt64(method.maximumRequestBytes))
          })
      })
  }
}

/// The methods of `healthmesh.mesh.v1.Reflection`; the generated ones stand in a module that needs
/// this one.
enum ReflectionProtocol {
  private static let service = "healthmesh.mesh.v1.Reflection"

  static let listServices = Method<MeshWire.ListServicesRequest, MeshWire.ListServicesResponse>(
    MethodDescriptor(
      service: service, method: "ListServices", idempotency: .noSideEffects,
      maximumRequestBytes: 4096, defaultTimeout: .seconds(5)))
  static let getDescriptorSet = Method<
    MeshWire.DescriptorSetRequest, MeshWire.DescriptorSetResponse
  >(
    MethodDescriptor(
      service: service, method: "GetDescriptorSet", idempotency: .noSideEffects,
      maximumRequestBytes: 4096, defaultTimeout: .seconds(5)))
}
