import Messages

extension Payload {
  /// - Throws: INVALID_ARGUMENT when a text of the message cannot travel.
  init(_ message: some Message) throws(RPCError) {
    do {
      self.init(try message.encoded())
    } catch {
      throw RPCError(error, fault: .invalidArgument)
    }
  }

  /// - Parameter fault: the code for bytes that are not the message: INVALID_ARGUMENT for a
  ///   request, INTERNAL for a reply.
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
