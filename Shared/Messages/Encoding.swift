internal import CMessages

/// From a value to protobuf bytes.
enum Encoding {
  /// Lengths on the wire are 32-bit signed numbers to some readers.
  static let maximumBytes = Int(Int32.max)

  static func encoded<M: BridgedMessage>(_ value: M) throws(CodingError) -> [UInt8] {
    let arena = try Arena.borrow()
    defer { arena.giveBack() }
    return try packed(UnsafeRawPointer(try arena.filled(value)))
  }

  // Not generic, so that the compiler does not repeat it for every message.
  private static func packed(_ message: UnsafeRawPointer) throws(CodingError) -> [UInt8] {
    let c = message.assumingMemoryBound(to: ProtobufCMessage.self)
    let size = protobuf_c_message_get_packed_size(c)
    guard size <= maximumBytes else {
      throw .overLong(bytes: size, limitBytes: maximumBytes)
    }
    guard size > 0 else { return [] }
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
      initialized = protobuf_c_message_pack(c, buffer.baseAddress)
    }
  }
}
