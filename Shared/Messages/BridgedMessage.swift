internal import CMessages

/// A message that knows its form in protobuf-c. Written by the generator only.
protocol BridgedMessage: Message {
  /// protobuf-c's struct.
  associatedtype CValue

  /// protobuf-c's description of the struct.
  static var table: UnsafePointer<ProtobufCMessageDescriptor> { get }

  /// Sets every field of `c`, which is initialised; what it points to comes from `arena`.
  func fill(_ c: UnsafeMutablePointer<CValue>, in arena: Arena) throws(CodingError)

  /// Copies the value out of `c`.
  init(_ c: UnsafePointer<CValue>)
}
