import Mesh
import Messages

/// The whole contract: every method of every service, and the descriptor set.
public enum ContractTable {
  /// Methods of every service, service after service.
  public static let methods: [ContractMethod] = services.flatMap { $0 }

  /// Full names of the services, in the order of `methods`.
  public static let serviceNames: [String] = services.compactMap { $0.first?.descriptor.service }

  private static let methodsByName = Dictionary(
    uniqueKeysWithValues: methods.map { ($0.descriptor.fullName, $0) })

  /// The method of that full name, for example `healthmesh.dip.v1.SettlementService/Estimate`.
  public static func method(named fullName: String) -> ContractMethod? {
    methodsByName[fullName]
  }

  /// The contract as serialised `google.protobuf.FileDescriptorSet`.
  public static let descriptorSet: [UInt8] = DescriptorSet.encoded()

  /// The contract as an OpenAPI 3.1 document in JSON.
  public static let openAPI: [UInt8] = OpenAPIDocument.encoded()
}
