internal import CMessages

/// From protobuf bytes to a value: scanned, then unpacked into an arena of known size, then copied.
enum Decoding {
  static func decoded<M: BridgedMessage>(
    _ bytes: UnsafeRawBufferPointer, limits: DecodingLimits
  ) throws(CodingError) -> M {
    guard !bytes.isEmpty else { return M() }
    let arena = try Arena.borrow()
    defer { arena.giveBack() }
    let message = try unpacked(bytes, limits: limits, table: M.table, in: arena)
    return M(message.assumingMemoryBound(to: M.CValue.self))
  }

  // Not generic, so that the compiler does not repeat it for every message.
  private static func unpacked(
    _ bytes: UnsafeRawBufferPointer, limits: DecodingLimits,
    table: UnsafePointer<ProtobufCMessageDescriptor>, in arena: Arena
  ) throws(CodingError) -> UnsafeRawPointer {
    guard bytes.count <= limits.maximumBytes else {
      throw .overLong(bytes: bytes.count, limitBytes: limits.maximumBytes)
    }
    let budget = limits.memoryBudget(wireBytes: bytes.count)
    var bounds = healthmesh_limits(memory: budget, unknown_fields: limits.maximumUnknownFields)
    var outcome = healthmesh_outcome()
    let message = healthmesh_decode(
      table, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count, &bounds,
      arena.handle, &outcome)
    guard let message else { throw error(outcome, bounds) }
    return UnsafeRawPointer(message)
  }

  private static func error(
    _ outcome: healthmesh_outcome, _ limits: healthmesh_limits
  ) -> CodingError {
    let field = String(cString: outcome.message) + "." + String(cString: outcome.field)
    return switch outcome.verdict {
    case HEALTHMESH_WRONG_WIRE_TYPE: .wrongWireType(field: field)
    case HEALTHMESH_INVALID_UTF8: .invalidUTF8(field: field)
    case HEALTHMESH_EMBEDDED_NUL: .embeddedNUL(field: field)
    case HEALTHMESH_REPEATED_MESSAGE: .repeatedMessage(field: field)
    case HEALTHMESH_OVER_BUDGET:
      .overBudget(neededBytes: outcome.needed, limitBytes: limits.memory)
    case HEALTHMESH_TOO_MANY_UNKNOWN_FIELDS:
      .tooManyUnknownFields(limit: limits.unknown_fields)
    default: .truncatedOrMalformed
    }
  }
}
