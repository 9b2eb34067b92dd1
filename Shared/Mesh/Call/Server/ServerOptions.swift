/// The limits of a server; each refuses with RESOURCE_EXHAUSTED and none lets memory grow.
public struct ServerOptions: Sendable {
  public var window: StreamWindow
  /// Calls at a time, over all callers.
  public var maximumCalls: Int
  /// Calls at a time of one connection.
  public var maximumCallsPerPeer: Int
  /// Connections remembered at a time.
  public var maximumPeers: Int
  /// Bytes of requests whose handlers have not ended, plus replies not yet on the network.
  public var maximumBytesInFlight: Int
  /// Longest reply or reply item, in bytes.
  public var maximumReplyBytes: Int
  /// Longest deadline a caller may ask for; longer ones are cut.
  public var maximumTimeout: Duration
  /// How often a silent caller with calls under way is asked whether it lives.
  public var heartbeatInterval: Duration
  public var clock: MeshClock

  public init(
    window: StreamWindow = StreamWindow(), maximumCalls: Int = 4096,
    maximumCallsPerPeer: Int = 1024, maximumPeers: Int = 10_000,
    maximumBytesInFlight: Int = 256 << 20, maximumReplyBytes: Int = 64 << 20,
    maximumTimeout: Duration = .seconds(24 * 3600), heartbeatInterval: Duration = .seconds(1),
    clock: MeshClock = .system
  ) {
    self.window = window
    self.maximumCalls = maximumCalls
    self.maximumCallsPerPeer = maximumCallsPerPeer
    self.maximumPeers = maximumPeers
    self.maximumBytesInFlight = maximumBytesInFlight
    self.maximumReplyBytes = maximumReplyBytes
    self.maximumTimeout = maximumTimeout
    self.heartbeatInterval = heartbeatInterval
    self.clock = clock
  }
}
