/// What a handler knows of the call beside its message.
public struct ServerContext: Sendable {
  public let method: MethodDescriptor
  /// The verified caller.
  public let peer: Peer
  /// Until when the caller waits; the handler's task is cancelled then.
  public let deadline: Deadline
  /// Bytes of the request, 0 when it streams.
  public let requestBytes: Int
  /// When the call arrived: nanoseconds of the deadline's clock.
  public let arrival: UInt64
  /// Most calls are answered without anybody reading them.
  private var texts: any CallTexts

  public init(
    method: MethodDescriptor, peer: Peer, metadata: Metadata = Metadata(), deadline: Deadline,
    idempotencyKey: String? = nil, traceParent: String? = nil, locale: String? = nil,
    requestBytes: Int = 0, arrival: UInt64? = nil
  ) {
    self.method = method
    self.peer = peer
    self.deadline = deadline
    self.requestBytes = requestBytes
    self.arrival = arrival ?? deadline.clock.now()
    texts = GivenTexts(
      metadata: metadata, idempotencyKey: idempotencyKey, traceParent: traceParent,
      locale: locale)
  }

  init(
    method: MethodDescriptor, peer: Peer, deadline: Deadline, texts: any CallTexts,
    requestBytes: Int, arrival: UInt64
  ) {
    self.method = method
    self.peer = peer
    self.deadline = deadline
    self.texts = texts
    self.requestBytes = requestBytes
    self.arrival = arrival
  }

  public var metadata: Metadata {
    get { texts.metadata }
    set { change(metadata: newValue, idempotencyKey, traceParent, locale) }
  }

  public var idempotencyKey: String? {
    get { texts.idempotencyKey }
    set { change(metadata: metadata, newValue, traceParent, locale) }
  }

  /// W3C trace context of the caller.
  public var traceParent: String? {
    get { texts.traceParent }
    set { change(metadata: metadata, idempotencyKey, newValue, locale) }
  }

  /// Language the caller wants for messages, for example `zh-CN`.
  public var locale: String? {
    get { texts.locale }
    set { change(metadata: metadata, idempotencyKey, traceParent, newValue) }
  }

  private mutating func change(
    metadata: Metadata, _ idempotencyKey: String?, _ traceParent: String?, _ locale: String?
  ) {
    texts = GivenTexts(
      metadata: metadata, idempotencyKey: idempotencyKey, traceParent: traceParent,
      locale: locale)
  }

  /// The call that this task handles. Calls made from here inherit its deadline, trace and locale.
  @TaskLocal public static var current: ServerContext?
}
