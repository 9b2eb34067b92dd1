internal import CMessages

/// Copies values out of an unpacked C message, whose texts the scan has found to be UTF-8.
enum Unpacked {
  static func message<M: BridgedMessage>(_ c: UnsafeMutablePointer<M.CValue>?) -> M? {
    guard let c else { return nil }
    return M(UnsafePointer(c))
  }

  static func messages<M: BridgedMessage>(
    _ pointers: UnsafeMutablePointer<UnsafeMutablePointer<M.CValue>?>?, count: Int
  ) -> [M] {
    guard let pointers else { return [] }
    var values: [M] = []
    values.reserveCapacity(count)
    for case let c? in UnsafeBufferPointer(start: pointers, count: count) {
      values.append(M(UnsafePointer(c)))
    }
    return values
  }

  static func text(_ c: UnsafeMutablePointer<CChar>?) -> String {
    // Most texts of a header are empty.
    guard let c, c.pointee != 0 else { return "" }
    return String(cString: c)
  }

  static func texts(
    _ pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, count: Int
  ) -> [String] {
    UnsafeBufferPointer(start: pointers, count: pointers == nil ? 0 : count).map { text($0) }
  }

  static func blob(_ c: ProtobufCBinaryData) -> [UInt8] {
    [UInt8](UnsafeBufferPointer(start: c.data, count: c.data == nil ? 0 : c.len))
  }

  static func blobs(_ c: UnsafeMutablePointer<ProtobufCBinaryData>?, count: Int) -> [[UInt8]] {
    UnsafeBufferPointer(start: c, count: c == nil ? 0 : count).map { blob($0) }
  }

  /// Numbers, or enums: `C` is the same bits under the name that protobuf-c gives them.
  static func column<Element: BitwiseCopyable, C>(
    _ c: UnsafeMutablePointer<C>?, count: Int
  ) -> [Element] {
    precondition(MemoryLayout<Element>.stride == MemoryLayout<C>.stride)
    guard let c, count > 0 else { return [] }
    return [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      let bytes = count * MemoryLayout<Element>.stride
      UnsafeMutableRawBufferPointer(buffer).copyMemory(
        from: UnsafeRawBufferPointer(start: c, count: bytes))
      initialized = count
    }
  }

  static func flags(_ c: UnsafeMutablePointer<protobuf_c_boolean>?, count: Int) -> [Bool] {
    UnsafeBufferPointer(start: c, count: c == nil ? 0 : count).map { $0 != 0 }
  }
}
