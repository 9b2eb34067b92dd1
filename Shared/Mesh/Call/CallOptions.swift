/// What a caller says about one call. What it leaves out is taken from the call that is being
/// handled in this task (deadline, trace, locale), then from the method.
public struct CallOptions: Sendable {
  /// How long to wait at most; the deadline of the call being handled still holds.
  public var timeout: Duration?
  public var metadata: Metadata
  /// The same key means the same work, done once; it also makes a change repeatable. At most 128
  /// bytes.
  public var idempotencyKey: String?
  /// W3C trace context, `version-traceid-parentid-flags`.
  public var traceParent: String?
  /// Language of messages for people, for example `zh-CN`.
  public var locale: String?
  /// Another retry policy than the client's; `.never` for none.
  public var retry: RetryPolicy?

  public init(
    timeout: Duration? = nil, metadata: Metadata = Metadata(), idempotencyKey: String? = nil,
    traceParent: String? = nil, locale: String? = nil, retry: RetryPolicy? = nil
  ) {
    self.timeout = timeout
    self.metadata = metadata
    self.idempotencyKey = idempotencyKey
    self.traceParent = traceParent
    self.locale = locale
    self.retry = retry
  }
}
