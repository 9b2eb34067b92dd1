import Synchronization

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
public struct MethodDescriptor: Sendable {
  /// Copied with every call, so one reference stands for all of it.
  private final class Facts: Sendable {
    let service: String
    let method: String
    let fullName: String
    let kind: MethodKind
    let idempotency: Idempotency
    let maximumRequestBytes: Int
    let defaultTimeout: Duration
    /// Made when a client first counts a call: then found without a lock or a look at the name.
    let clientMetrics = AtomicLazyReference<CallMetrics>()

    init(
      service: String, method: String, kind: MethodKind, idempotency: Idempotency,
      maximumRequestBytes: Int, defaultTimeout: Duration
    ) {
      self.service = service
      self.method = method
      fullName = "\(service)/\(method)"
      self.kind = kind
      self.idempotency = idempotency
      self.maximumRequestBytes = maximumRequestBytes
      self.defaultTimeout = defaultTimeout
    }
  }

  private let facts: Facts

  public init(
    service: String, method: String, kind: MethodKind = .unary,
    idempotency: Idempotency = .unknown, maximumRequestBytes: Int = 16 << 20,
    defaultTimeout: Duration = .seconds(30)
  ) {
    facts = Facts(
      service: service, method: method, kind: kind, idempotency: idempotency,
      maximumRequestBytes: maximumRequestBytes, defaultTimeout: defaultTimeout)
  }

  /// Full name of the service, for example `healthmesh.dip.v1.DipSettlement`.
  public var service: String { facts.service }
  /// Name within the service, for example `Estimate`.
  public var method: String { facts.method }
  /// `service/method`, as it stands in the header.
  public var fullName: String { facts.fullName }
  public var kind: MethodKind { facts.kind }
  public var idempotency: Idempotency { facts.idempotency }
  /// Longest body of a request or of one request item, in bytes; refused before decoding.
  public var maximumRequestBytes: Int { facts.maximumRequestBytes }
  /// The deadline of a call that sets none.
  public var defaultTimeout: Duration { facts.defaultTimeout }

  /// What clients of this process count of the method.
  var clientMetrics: CallMetrics {
    facts.clientMetrics.load()
      ?? facts.clientMetrics.storeIfNil(CallMetrics(prefix: "mesh_client", method: fullName))
  }
}

extension MethodDescriptor: Hashable {
  public static func == (left: MethodDescriptor, right: MethodDescriptor) -> Bool {
    left.facts === right.facts
      || (left.service == right.service && left.method == right.method && left.kind == right.kind
        && left.idempotency == right.idempotency
        && left.maximumRequestBytes == right.maximumRequestBytes
        && left.defaultTimeout == right.defaultTimeout)
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(service)
    hasher.combine(method)
  }
}
