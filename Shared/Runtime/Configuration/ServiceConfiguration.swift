import Logging
import Quantities

/// Everything a process of the mesh is told from outside: a YAML file, overridden by environment
/// variables. Read once, at the start.
///
/// ```yaml
/// service: registry                     # must name the program that reads it
/// listen:                               # ipc:///… , tcp://host:port
///   - ipc:///run/healthmesh/registry.sock
/// data: /var/lib/healthmesh/registry    # folder of the database
/// data_keys: /etc/healthmesh/data.keys  # keys of identity numbers; by default data.keys in data
/// log: { level: info, format: plain }   # or json
/// metrics: { listen: 127.0.0.1:9101 }   # /metrics, /healthz and /readyz over HTTP; optional
/// curve:                                # needed for tcp
///   secret_key_file: /etc/healthmesh/registry.key
///   allow_list_file: /etc/healthmesh/allowed.keys
/// insecure: false                       # tcp without CURVE, said explicitly
/// roles: [local]                        # roles of callers on ipc
/// allow:                                # who may call what; what is not allowed is denied
///   local: ["*"]
///   gateway: ["healthmesh.registry.v1.*"]
/// peers:                                # other services this one calls
///   registry: [ipc:///run/healthmesh/registry.sock]
///   dip: { endpoints: [tcp://10.0.0.5:7105], server_key_file: /etc/healthmesh/dip.pub }
/// limits: { calls: 4096, calls_per_caller: 1024, bytes_in_flight: 268435456, drain_seconds: 10,
///   upload_bytes: 1073741824, idempotency_days: 7 }
/// settings: { }                         # what this service alone understands
/// ```
///
/// Environment: `HEALTHMESH_` and the key's path in upper case, joined by `_`; lists are separated
/// by commas: `HEALTHMESH_LISTEN`, `HEALTHMESH_DATA_KEYS`, `HEALTHMESH_LOG_LEVEL`, `HEALTHMESH_CURVE_SECRET_KEY_FILE`,
/// `HEALTHMESH_LIMITS_CALLS`, `HEALTHMESH_PEERS_REGISTRY` (endpoints),
/// `HEALTHMESH_PEERS_REGISTRY_SERVER_KEY_FILE`, `HEALTHMESH_SETTINGS_<NAME>` …
/// Paths in the file are relative to its folder; paths in the environment to the working folder.
public struct ServiceConfiguration: Sendable, Hashable {
  public enum LogFormat: String, Sendable, Hashable, CaseIterable {
    case plain, json
  }

  public struct Curve: Sendable, Hashable {
    public var secretKeyFile: String
    /// Needed by a server; a process that only calls others does without.
    public var allowListFile: String?
  }

  /// Where another service is found.
  public struct Peer: Sendable, Hashable {
    public var endpoints: [String]
    /// File with the server's public key; needed for tcp.
    public var serverKeyFile: String?
  }

  public struct Limits: Sendable, Hashable {
    /// Calls at a time, over all callers.
    public var calls = 4096
    public var callsPerCaller = 1024
    /// Bytes of requests and replies in memory.
    public var bytesInFlight = 256 << 20
    /// How long running calls may go on after SIGTERM.
    public var drainSeconds = 10
    /// Longest file that may be uploaded.
    public var uploadBytes = 1 << 30
    /// How long the answer to an idempotency key is remembered.
    public var idempotencyDays = 7
  }

  public var service: String
  public var listen: [String] = []
  /// Folder of the database; nil for a process that keeps nothing.
  public var data: String?
  /// File with the keys that personal data is sealed under; nil for `data.keys` in the data folder.
  public var dataKeys: String?
  public var logLevel = Logger.Level.info
  public var logFormat = LogFormat.plain
  /// host:port of the operations door.
  public var metricsListen: String?
  public var curve: Curve?
  public var insecure = false
  public var roles: Set<String> = ["local"]
  public var allow: [String: [String]] = ["local": ["*"]]
  public var peers: [String: Peer] = [:]
  public var limits = Limits()
  public var settings: [String: String] = [:]

  public init(service: String) { self.service = service }
}
