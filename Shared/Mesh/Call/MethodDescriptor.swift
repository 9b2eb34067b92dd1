/// How many messages a method takes and gives.
public enum MethodKind: String, Sendable, Hashable, CaseIterable {
  /// One request, one reply.
  case unary
  /// One request, a stream of replies.
  case serverStreaming
  /// A stream of requests, one reply.
  case clientStreaming
  /// Streams both ways, independent of each other.
  case bidirectional

  /// The client sends items after its REQUEST.
  public var streamsRequests: Bool { self == .clientStreaming || self == .bidirectional }
  /// The server answers with items and END instead of one RESPONSE.
  public var streamsResponses: Bool { self == .serverStreaming || self == .bidirectional }
}

/// What doing a method twice means; `option idempotency_level` of the contract.
public enum Idempotency: String, Sendable, Hashable {
  /// It may do its work twice: never repeated by the mesh without an idempotency key.
  case unknown
  /// Twice is as good as once.
  case idempotent
  /// It changes nothing.
  case noSideEffects
}

/// One method of the contract.
public struct MethodDescriptor: Sendable, Hashable {
  /// Full name of the service, for example `healthmesh.dip.v1.DipSettlement`.
  public let service: String
  /// Name within the service, for example `Estimate`.
  public let method: String
  /// `service/method`, as it stands in the header.
  public let fullName: String
  public let kind: MethodKind
  public let idempotency: Idempotency
  /// Longest body of a request or of one request item, in bytes; refused before decoding.
  public let maximumRequestBytes: Int
  /// The deadline of a call that sets none.
  public let defaultTimeout: Duration

  public init(
    service: String, method: String, kind: MethodKind = .unary,
    idempotency: Idempotency = .unknown, maximumRequestBytes: Int = 16 << 20,
    defaultTimeout: Duration = .seconds(30)
  ) {
    self.service = service
    self.method = method
    self.fullName = "\(service)/\(method)"
    self.kind = kind
    self.idempotency = idempotency
    self.maximumRequestBytes = maximumRequestBytes
    self.defaultTimeout = defaultTimeout
  }
}
