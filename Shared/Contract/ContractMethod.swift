import Mesh
import Messages

/// A method with its message types erased: for those who know it by name only, such as a door that
/// speaks JSON.
public struct ContractMethod: Sendable {
  public let descriptor: MethodDescriptor
  /// Full name of the request message.
  public let requestName: String
  /// Full name of the response message.
  public let responseName: String

  private let requestType: any JSONMessage.Type
  private let responseType: any JSONMessage.Type

  public init<Request: JSONMessage, Response: JSONMessage>(_ method: Method<Request, Response>) {
    descriptor = method.descriptor
    requestName = Request.fullName
    responseName = Response.fullName
    requestType = Request.self
    responseType = Response.self
  }

  /// The protobuf bytes of a request that came as JSON.
  ///
  /// - Throws: `JSONError` with the path of what is wrong; `CodingError` when the message cannot be
  ///   encoded.
  public func encodedRequest(
    json: [UInt8], limits: DecodingLimits = .standard
  ) throws -> [UInt8] {
    try requestType.init(json: json, limits: limits).encoded()
  }

  /// The JSON of a request in protobuf bytes.
  public func jsonRequest(
    encoded: UnsafeRawBufferPointer, limits: DecodingLimits = .standard,
    includingDefaults: Bool = false
  ) throws(CodingError) -> [UInt8] {
    try requestType.init(encoded: encoded, limits: limits)
      .encodedJSON(includingDefaults: includingDefaults)
  }

  /// The JSON of a reply in protobuf bytes.
  ///
  /// - Parameter includingDefaults: write fields that are at their default, too.
  public func jsonResponse(
    encoded: UnsafeRawBufferPointer, limits: DecodingLimits = .standard,
    includingDefaults: Bool = false
  ) throws(CodingError) -> [UInt8] {
    try responseType.init(encoded: encoded, limits: limits)
      .encodedJSON(includingDefaults: includingDefaults)
  }

  /// The protobuf bytes of a reply that came as JSON.
  public func encodedResponse(
    json: [UInt8], limits: DecodingLimits = .standard
  ) throws -> [UInt8] {
    try responseType.init(json: json, limits: limits).encoded()
  }
}
