/// Who is at the other end of a connection, as the transport verified it.
public final class Peer: Sendable {
  /// The name that the allow-list gives the caller's key; `local` for a connection that only
  /// processes of this machine and user can make.
  public let identity: String
  public let roles: Set<String>
  /// The roles in a form that a few comparisons search faster than a hash.
  let roleNames: [String]
  /// Network address, for the log; empty on transports without one.
  public let address: String

  public init(identity: String, roles: Set<String>, address: String = "") {
    self.identity = identity
    self.roles = roles
    roleNames = Array(roles)
    self.address = address
  }
}
