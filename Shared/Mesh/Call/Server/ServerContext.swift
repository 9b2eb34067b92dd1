/// What a handler knows of the call beside its message.
public struct ServerContext: Sendable {
  /// Where the texts come from: most calls are answered without anybody reading them.
  private enum Texts: Sendable {
    case request(RequestTexts)
    case given(GivenTexts)
  }

  /// Texts that were not in a request, or were changed.
  private final class GivenTexts: Sendable {
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

  public let method: MethodDescriptor
  /// The verified caller.
  public let peer: Peer
  /// Until when the caller waits; the handler's task is cancelled then.
  public let deadline: Deadline
  /// Bytes of the request, 0 when it streams.
  public let requestBytes: Int
  /// When the call arrived: nanoseconds of the deadline's clock.
  public let arrival: UInt64
  private var texts: Texts

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
    texts = .given(
      GivenTexts(
        metadata: metadata, idempotencyKey: idempotencyKey, traceParent: traceParent,
        locale: locale))
  }

  init(
    method: MethodDescriptor, peer: Peer, deadline: Deadline, texts: RequestTexts,
    requestBytes: Int, arrival: UInt64
  ) {
    self.method = method
    self.peer = peer
    self.deadline = deadline
    self.texts = .request(texts)
    self.requestBytes = requestBytes
    self.arrival = arrival
  }

  public var metadata: Metadata {
    get {
      switch texts {
      case .request(let texts): texts.metadata
      case .given(let texts): texts.metadata
      }
    }
    set { change(metadata: newValue, idempotencyKey, traceParent, locale) }
  }

  public var idempotencyKey: String? {
    get {
      switch texts {
      case .request(let texts): texts.idempotencyKey
      case .given(let texts): texts.idempotencyKey
      }
    }
    set { change(metadata: metadata, newValue, traceParent, locale) }
  }

  /// W3C trace context of the caller.
  public var traceParent: String? {
    get {
      switch texts {
      case .request(let texts): texts.traceParent
      case .given(let texts): texts.traceParent
      }
    }
    set { change(metadata: metadata, idempotencyKey, newValue, locale) }
  }

  /// Language the caller wants for messages, for example `zh-CN`.
  public var locale: String? {
    get {
      switch texts {
      case .request(let texts): texts.locale
      case .given(let texts): texts.locale
      }
    }
    set { change(metadata: metadata, idempotencyKey, traceParent, newValue) }
  }

  private mutating func change(
    metadata: Metadata, _ idempotencyKey: String?, _ traceParent: String?, _ locale: String?
  ) {
    texts = .given(
      GivenTexts(
        metadata: metadata, idempotencyKey: idempotencyKey, traceParent: traceParent,
        locale: locale))
  }

  /// The call that this task handles. Calls made from here inherit its deadline, trace and locale.
  @TaskLocal public static var current: ServerContext?
}
