/// What a handler knows of the call beside its message.
public struct ServerContext: Sendable {
  public let method: MethodDescriptor
  /// The verified caller.
  public let peer: Peer
  public var metadata: Metadata
  /// Until when the caller waits; the handler's task is cancelled then.
  public let deadline: Deadline
  public var idempotencyKey: String?
  /// W3C trace context of the caller.
  public var traceParent: String?
  /// Language the caller wants for messages, for example `zh-CN`.
  public var locale: String?
  /// Bytes of the request, 0 when it streams.
  public let requestBytes: Int
  /// When the call arrived: nanoseconds of the deadline's clock.
  public let arrival: UInt64

  public init(
    method: MethodDescriptor, peer: Peer, metadata: Metadata = Metadata(), deadline: Deadline,
    idempotencyKey: String? = nil, traceParent: String? = nil, locale: String? = nil,
    requestBytes: Int = 0, arrival: UInt64? = nil
  ) {
    self.method = method
    self.peer = peer
    self.metadata = metadata
    self.deadline = deadline
    self.idempotencyKey = idempotencyKey
    self.traceParent = traceParent
    self.locale = locale
    self.requestBytes = requestBytes
    self.arrival = arrival ?? deadline.clock.now()
  }

  /// The call that this task handles. Calls made from here inherit its deadline, trace and locale.
  @TaskLocal public static var current: ServerContext?
}
