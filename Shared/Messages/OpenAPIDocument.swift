internal import CMessages

/// The contract as an OpenAPI 3.1 document, for those who call the mesh by HTTP.
public enum OpenAPIDocument {
  /// The document in JSON; the same as `Deploy/openapi/healthmesh.json`, without its blanks.
  public static func encoded() -> [UInt8] {
    DescriptorSet.bytes(healthmesh_openapi)
  }
}
