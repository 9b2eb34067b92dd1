extension HeaderView {
  /// The error of a RESPONSE, END or GOAWAY; nil when there is none and the call succeeded.
  ///
  /// A status that cannot be read is INTERNAL: the server broke the protocol.
  func error() -> RPCError? {
    guard let status else { return nil }
    do throws(ProtobufReader.Failure) {
      return try readStatus(status)
    } catch {
      return RPCError(
        .internalError, reason: "MESH_STATUS_MALFORMED", zh: "服务端返回的状态无法解析。",
        en: "The status that the server sent cannot be read.")
    }
  }

  private func readStatus(
    _ span: ProtobufReader.Span
  ) throws(ProtobufReader.Failure) -> RPCError {
    var reader = ProtobufReader(bytes, span)
    var code: UInt64 = 0
    var texts = [ProtobufReader.Span](repeating: .init(), count: 5)
    var details: [RPCError.Detail] = []
    while !reader.isAtEnd {
      switch try reader.tag() {
      case (1, 0): code = try reader.varint()
      case (let field, 2) where (2...6).contains(field): texts[Int(field) - 2] = try reader.span()
      case (7, 2): details.append(try readDetail(try reader.span()))
      case (let field, let wireType):
        guard field > 7 else { throw .malformed }
        try reader.skip(wireType)
      }
    }
    let strings = texts.map { bytes.text($0) ?? "" }
    // A code of a later version is UNKNOWN; 0 is no error and never sent.
    let known = Int32(exactly: code).flatMap(StatusCode.init) ?? .unknown
    return RPCError(
      known == .ok ? .unknown : known, reason: strings[0], zh: strings[1], en: strings[2],
      remedyZh: strings[3], remedyEn: strings[4], details: details)
  }

  private func readDetail(
    _ span: ProtobufReader.Span
  ) throws(ProtobufReader.Failure) -> RPCError.Detail {
    var reader = ProtobufReader(bytes, span)
    var detail = RPCError.Detail(key: "", value: "")
    while !reader.isAtEnd {
      switch try reader.tag() {
      case (1, 2): detail.key = bytes.text(try reader.span()) ?? ""
      case (2, 2): detail.value = bytes.text(try reader.span()) ?? ""
      case (let field, let wireType):
        guard field > 2 else { throw .malformed }
        try reader.skip(wireType)
      }
    }
    return detail
  }
}
