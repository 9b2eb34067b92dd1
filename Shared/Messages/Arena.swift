internal import CMessages
internal import Glibc

/// Memory for the C form of one message; valid until it is given back.
struct Arena {
  let handle: OpaquePointer

  /// The thread's warm arena.
  static func borrow() throws(CodingError) -> Arena {
    guard let handle = healthmesh_arena_borrow() else { throw outOfMemory(0) }
    return Arena(handle: handle)
  }

  func giveBack() {
    healthmesh_arena_return(handle)
  }

  /// Only the system's own limit remains here: budgets concern decoding.
  private static func outOfMemory(_ bytes: Int) -> CodingError {
    .overBudget(neededBytes: bytes, limitBytes: 0)
  }

  private func allocate(_ bytes: Int) throws(CodingError) -> UnsafeMutableRawPointer {
    guard let memory = healthmesh_arena_allocate(handle, bytes) else {
      throw Self.outOfMemory(bytes)
    }
    return memory
  }

  private func array<Element>(
    of type: Element.Type, count: Int
  ) throws(CodingError) -> UnsafeMutablePointer<Element> {
    try allocate(count * MemoryLayout<Element>.stride).bindMemory(to: type, capacity: count)
  }

  /// A filled struct.
  func filled<M: BridgedMessage>(_ value: M) throws(CodingError) -> UnsafeMutablePointer<M.CValue> {
    guard let memory = healthmesh_arena_message(handle, M.table) else {
      throw Self.outOfMemory(MemoryLayout<M.CValue>.size)
    }
    let c = memory.bindMemory(to: M.CValue.self, capacity: 1)
    try value.fill(c, in: self)
    return c
  }

  func message<M: BridgedMessage>(
    _ value: M?
  ) throws(CodingError) -> UnsafeMutablePointer<M.CValue>? {
    guard let value else { return nil }
    return try filled(value)
  }

  func messages<M: BridgedMessage>(
    _ values: [M]
  ) throws(CodingError) -> UnsafeMutablePointer<UnsafeMutablePointer<M.CValue>?>? {
    guard !values.isEmpty else { return nil }
    let pointers = try array(of: UnsafeMutablePointer<M.CValue>?.self, count: values.count)
    for (index, value) in values.enumerated() {
      (pointers + index).initialize(to: try filled(value))
    }
    return pointers
  }

  func text(
    _ value: String, in field: StaticString
  ) throws(CodingError) -> UnsafeMutablePointer<CChar> {
    let count = value.utf8.count
    let copy = try array(of: CChar.self, count: count + 1)
    var value = value
    value.withUTF8 { utf8 in
      UnsafeMutableRawBufferPointer(start: copy, count: count).copyMemory(
        from: UnsafeRawBufferPointer(utf8))
    }
    copy[count] = 0
    guard strlen(copy) == count else {
      throw .embeddedNUL(field: field.description)
    }
    return copy
  }

  func texts(
    _ values: [String], in field: StaticString
  ) throws(CodingError) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
    guard !values.isEmpty else { return nil }
    let pointers = try array(of: UnsafeMutablePointer<CChar>?.self, count: values.count)
    for (index, value) in values.enumerated() {
      (pointers + index).initialize(to: try text(value, in: field))
    }
    return pointers
  }

  func blob(_ value: [UInt8]) throws(CodingError) -> ProtobufCBinaryData {
    ProtobufCBinaryData(len: value.count, data: try column(value))
  }

  func blobs(_ values: [[UInt8]]) throws(CodingError) -> UnsafeMutablePointer<ProtobufCBinaryData>?
  {
    guard !values.isEmpty else { return nil }
    let blobs = try array(of: ProtobufCBinaryData.self, count: values.count)
    for (index, value) in values.enumerated() {
      (blobs + index).initialize(to: try blob(value))
    }
    return blobs
  }

  /// Numbers, or enums: `C` is the same bits under the name that protobuf-c gives them.
  func column<Element: BitwiseCopyable, C>(
    _ values: [Element]
  ) throws(CodingError) -> UnsafeMutablePointer<C>? {
    precondition(MemoryLayout<Element>.stride == MemoryLayout<C>.stride)
    guard !values.isEmpty else { return nil }
    let copy = try array(of: C.self, count: values.count)
    values.withUnsafeBytes { bytes in
      UnsafeMutableRawBufferPointer(start: copy, count: bytes.count).copyMemory(from: bytes)
    }
    return copy
  }

  func flags(
    _ values: [Bool]
  ) throws(CodingError) -> UnsafeMutablePointer<protobuf_c_boolean>? {
    guard !values.isEmpty else { return nil }
    let copy = try array(of: protobuf_c_boolean.self, count: values.count)
    for (index, value) in values.enumerated() {
      (copy + index).initialize(to: value ? 1 : 0)
    }
    return copy
  }
}
