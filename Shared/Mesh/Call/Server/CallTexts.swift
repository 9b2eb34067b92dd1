/// What a call says beside its message.
protocol CallTexts: AnyObject, Sendable {
  var metadata: Metadata { get }
  var idempotencyKey: String? { get }
  var traceParent: String? { get }
  var locale: String? { get }
}

/// Texts that did not come with a request, or were changed since.
final class GivenTexts: CallTexts {
  let metadata: Metadata
  let idempotencyKey: String?
  let traceParent: String?
  let locale: String?

  init(metadata: Metadata, idempotencyKey: String?, traceParent: String?, locale: String?) {
    self.metadata = metadata
    self.idempotencyKey = idempotencyKey
    self.traceParent = traceParent
    self.locale = locale
  }
}
