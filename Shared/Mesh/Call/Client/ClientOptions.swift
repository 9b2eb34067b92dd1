import Messages

/// What holds for all calls of a client.
public struct ClientOptions: Sendable {
  public var retry: RetryPolicy
  /// Tokens of the retry budget.
  public var retryBudgetTokens: Int
  public var window: StreamWindow
  /// Calls under way at a time on one connection; beyond that RESOURCE_EXHAUSTED. At most 65 536.
  public var maximumCallsPerEndpoint: Int
  /// Calls that wait for a connection, or for the socket's thread to take them.
  public var maximumQueuedCalls: Int
  /// Bytes of requests under way, on all connections.
  public var maximumRequestBytesInFlight: Int
  /// Longest reply or reply item, in bytes.
  public var maximumReplyBytes: Int
  /// How long a call waits for a connection before UNAVAILABLE.
  public var connectWait: Duration
  /// How often a silent connection is asked whether it lives; after three unanswered it is dead.
  public var heartbeatInterval: Duration
  /// Failures in a row after which an endpoint is left alone for a while.
  public var breakerFailureThreshold: Int
  /// Taken off the deadline that a handler passes on, so that its caller hears from it and not
  /// from the clock.
  public var deadlineMargin: Duration
  public var decodingLimits: DecodingLimits
  public var clock: MeshClock

  public init(
    retry: RetryPolicy = RetryPolicy(), retryBudgetTokens: Int = 100,
    window: StreamWindow = StreamWindow(), maximumCallsPerEndpoint: Int = 4096,
    maximumQueuedCalls: Int = 4096, maximumRequestBytesInFlight: Int = 256 << 20,
    maximumReplyBytes: Int = 64 << 20, connectWait: Duration = .milliseconds(500),
    heartbeatInterval: Duration = .seconds(1), breakerFailureThreshold: Int = 5,
    deadlineMargin: Duration = .milliseconds(5), decodingLimits: DecodingLimits = .standard,
    clock: MeshClock = .system
  ) {
    precondition((1...65_536).contains(maximumCallsPerEndpoint))
    self.retry = retry
    self.retryBudgetTokens = retryBudgetTokens
    self.window = window
    self.maximumCallsPerEndpoint = maximumCallsPerEndpoint
    self.maximumQueuedCalls = maximumQueuedCalls
    self.maximumRequestBytesInFlight = maximumRequestBytesInFlight
    self.maximumReplyBytes = maximumReplyBytes
    self.connectWait = connectWait
    self.heartbeatInterval = heartbeatInterval
    self.breakerFailureThreshold = breakerFailureThreshold
    self.deadlineMargin = deadlineMargin
    self.decodingLimits = decodingLimits
    self.clock = clock
  }
}
