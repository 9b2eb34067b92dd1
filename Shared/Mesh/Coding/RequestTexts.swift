/// The texts of a request's header, checked when it arrives and decoded when somebody asks.
///
/// Filled anew for the next request when nobody has kept it, so that most calls allocate nothing here.
final class RequestTexts: CallTexts, @unchecked Sendable {
  static let maximumIdempotencyKeyBytes = 128
  static let maximumTraceParentBytes = 128
  static let maximumLocaleBytes = 35
  private static let initialBytes = 512

  private var memory: UnsafeMutableRawBufferPointer
  private var count = 0

  init() {
    memory = .allocate(byteCount: RequestTexts.initialBytes, alignment: 16)
  }

  deinit { memory.deallocate() }

  /// Takes the texts of a header over; only while nobody else has this object.
  ///
  /// - Throws: INVALID_ARGUMENT for what is no text or is too long; RESOURCE_EXHAUSTED for metadata
  ///   beyond its limits.
  func fill(_ view: HeaderView) throws(RPCError) {
    try view.checkMetadata()
    try view.check(
      view.idempotencyKey, limit: RequestTexts.maximumIdempotencyKeyBytes, field: "idempotency_key")
    try view.check(
      view.traceParent, limit: RequestTexts.maximumTraceParentBytes, field: "trace_parent")
    try view.check(view.locale, limit: RequestTexts.maximumLocaleBytes, field: "locale")
    if view.bytes.count > memory.count {
      memory.deallocate()
      memory = .allocate(byteCount: view.bytes.count, alignment: 16)
    }
    memory.copyMemory(from: view.bytes)
    count = view.bytes.count
  }

  private var view: HeaderView { HeaderView(UnsafeRawBufferPointer(rebasing: memory[..<count])) }

  // What was checked is there.
  var metadata: Metadata { (try? view.metadata()) ?? Metadata() }
  var idempotencyKey: String? { text(\.idempotencyKey) }
  var traceParent: String? { text(\.traceParent) }
  var locale: String? { text(\.locale) }

  private func text(_ span: (HeaderView) -> ProtobufReader.Span) -> String? {
    let view = view
    let span = span(view)
    return span.count > 0 ? view.bytes.text(span) : nil
  }
}
