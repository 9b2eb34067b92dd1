import Mesh

/// Whom a listener lets in, and as whom.
public enum ServerSecurity: Sendable {
  /// ipc in a private folder, or inproc: callers are `local`, with the given roles.
  case local(roles: Set<String>)
  /// CURVE: only keys of the allow-list, with the identity and roles it gives them.
  case curve(CurveKeyPair, allowList: AllowList)
  /// Anybody who can reach the address, as `anonymous` with the given roles: said explicitly, for
  /// a closed network or a test.
  case insecure(roles: Set<String>)
}

/// One address a server listens on.
public struct Listener: Sendable {
  /// `tcp://host:port` (`*` for any port), `ipc:///folder/name`, `inproc://name`.
  public let address: String
  public let security: ServerSecurity

  public init(_ address: String, _ security: ServerSecurity) {
    self.address = address
    self.security = security
  }
}
