/// How a mesh on this machine is started.
public struct LocalMeshOptions: Sendable {
  /// Folder of the service programs; by default the one that this program is in.
  public var executables: String
  /// Address of the HTTP door; port 0 takes a free one.
  public var httpHost = "127.0.0.1"
  public var httpPort = 8420
  /// What callers over HTTP may do: everything, because a local mesh is its owner's. A production
  /// gateway says less; see Deploy.
  public var httpRoles = "admin"
  /// Further settings of the gateway, for example `http_idle_seconds`.
  public var gatewaySettings: [String: String] = [:]
  /// Further endpoint of the gateway's ZeroMQ door, for bureau tools: tcp with CURVE.
  public var bureauDoor: BureauDoor?
  public var logLevel = "info"
  /// Start a process again when it ends by itself. Off in tests, which end processes on purpose.
  public var restarts = true

  public init(executables: String) {
    self.executables = executables
  }

  /// A tcp endpoint with the keys that guard it.
  public struct BureauDoor: Sendable {
    public var endpoint: String
    public var serverKeyFile: String
    public var allowListFile: String

    public init(endpoint: String, serverKeyFile: String, allowListFile: String) {
      self.endpoint = endpoint
      self.serverKeyFile = serverKeyFile
      self.allowListFile = allowListFile
    }
  }
}
