/// A message that also has the JSON form of protobuf (proto3 JSON mapping): lowerCamelCase names,
/// 64-bit integers as strings, bytes in base64, enum values by name.
public protocol JSONMessage: Message, JSONElement {}

extension JSONMessage {
  /// The message as JSON.
  ///
  /// - Parameter includingDefaults: write fields that are at their default, too, so that a reader
  ///   sees every field of the message.
  public func encodedJSON(includingDefaults: Bool = false) -> [UInt8] {
    var writer = JSONWriter(includesDefaults: includingDefaults)
    write(to: &writer)
    return writer.bytes
  }

  /// Reads JSON that comes from somebody else. Unknown and repeated names are refused.
  ///
  /// - Throws: `JSONError` with the path of the offending value.
  public init(json bytes: [UInt8], limits: DecodingLimits = .standard) throws(JSONError) {
    var reader = try JSONReader(bytes, limits: limits)
    try self.init(json: &reader)
    try reader.end()
  }
}
