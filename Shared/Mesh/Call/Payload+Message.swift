import Messages

// Inlinable, here and in what calls it: a codec that is known where it is used is several times faster
// than one that is looked up for every message.
extension Payload {
  /// - Throws: INVALID_ARGUMENT when a text of the message cannot travel.
  @inlinable
  init(_ message: some Message) throws(RPCError) {
    do {
      self.init(try message.encoded())
    } catch {
      throw RPCError(error, fault: .invalidArgument)
    }
  }

  /// - Parameter fault: the code for bytes that are not the message: INVALID_ARGUMENT for a
  ///   request, INTERNAL for a reply.
  @inlinable
  func decoded<M: Message>(
    _ type: M.Type, limits: DecodingLimits, fault: StatusCode
  ) throws(RPCError) -> M {
    do {
      return try withUnsafeBytes { bytes throws(CodingError) in
        try M(encoded: bytes, limits: limits)
      }
    } catch {
      throw RPCError(error, fault: fault)
    }
  }
}
